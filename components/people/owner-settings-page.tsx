'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useCan, useConsole } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyValue } from '#components/ui/copy-value.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { LateConflict } from '#components/ui/late-conflict.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { notify } from '#components/ui/toast.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import { type OwnerSettings, peopleApi } from '#lib/client/people-api.ts'
import { peopleKeys, useOwnerSettings } from '#lib/client/people-queries.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import { textForm, useSharedForm } from '#lib/client/use-shared-form.ts'
import { SettingsNav } from './settings-nav.tsx'

/** The owner's name, and what it demands of its members. */
export function OwnerSettingsPage() {
  const { owner } = useConsole()
  const may = useCan('owner:admin')
  const { data, error, refetch } = useOwnerSettings(owner.id, may)
  return (
    <>
      <SettingsNav />
      <PageHeader title={t`Owner`} lead={t`The organisation that holds these gateways.`} />
      {!may ? (
        <Notice>
          <Trans>These settings are kept by the owner’s admins. Ask one of them.</Trans>
        </Notice>
      ) : error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <div className="flex max-w-2xl flex-col gap-10">
          <NameForm settings={data} />
          <Demands settings={data} />
        </div>
      ) : (
        <div aria-busy>
          <div className="skeleton h-4 w-full max-w-2xl" />
          <Waiting what={t`the settings`} />
        </div>
      )}
    </>
  )
}

const NAME = textForm('name')

function NameForm({ settings }: { readonly settings: OwnerSettings }) {
  const client = useQueryClient()
  const form = useSharedForm(settings, NAME, {
    send: (body) => peopleApi.changeOwner({ ownerid: settings.id, ...body }),
    stale: [peopleKeys.owner(settings.id), keys.me],
    onSaved: (saved) => {
      client.setQueryData(peopleKeys.owner(settings.id), saved)
      form.restart(saved)
      notify(t`Renamed the owner`)
    },
  })
  const { draft, setDraft, changed, conflict, taken, choose, save, call, error } = form
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(undefined)
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {conflict && (
        <LateConflict
          conflict={conflict}
          rules={NAME}
          labels={{ name: t`Name` }}
          textOf={(_, { name }) => name}
          taken={taken}
          onTake={choose}
        />
      )}
      <Problem error={error} />
      <Field
        label={t`Name`}
        hint={
          <Trans>
            The identifier <CopyValue text={settings.id} what={t`the identifier`} /> stays.
          </Trans>
        }
      >
        <Input
          value={draft.name}
          onChange={(event) => setDraft({ name: event.target.value })}
          required
          maxLength={100}
        />
      </Field>
      <div>
        <Button type="submit" pending={save.isPending} disabled={changed.length === 0 || !draft.name.trim()}>
          <Trans>Save</Trans>
        </Button>
      </div>
      <SameAsCurl call={call} />
    </form>
  )
}

function Demands({ settings }: { readonly settings: OwnerSettings }) {
  const save = useWrite(
    (change: { readonly secondFactor?: boolean; readonly sso?: boolean }) =>
      peopleApi.changeOwner({ ownerid: settings.id, ...change }),
    [peopleKeys.owner(settings.id), keys.me],
    () => notify(t`Saved`),
  )
  return (
    <section aria-labelledby="demands">
      <h2 id="demands" className="text-base font-semibold">
        <Trans>Signing in</Trans>
      </h2>
      <p className="mt-0.5 mb-3 text-sm text-ink-2">
        <Trans>
          Who does not meet a demand stays a member, and can do nothing here until then. API tokens of the owner go on.
        </Trans>
      </p>
      {save.error && <Problem error={save.error} className="mb-3" />}
      <Demand
        label={t`Members need a second factor`}
        hint={
          settings.unprotected === 0
            ? t`Every member has one.`
            : settings.unprotected === 1
              ? t`1 member has none so far. The identity provider’s own counts.`
              : t`${settings.unprotected} members have none so far. The identity provider’s own counts.`
        }
        checked={settings.secondFactor}
        disabled={save.isPending}
        onChange={(secondFactor) => save.mutate({ secondFactor })}
      />
      {(settings.ssoAvailable || settings.sso) && (
        <Demand
          label={t`Members need single sign-on`}
          hint={t`Passwords no longer open this owner, only the identity provider of this server does.`}
          checked={settings.sso}
          disabled={save.isPending}
          onChange={(sso) => save.mutate({ sso })}
        />
      )}
    </section>
  )
}

interface DemandProps {
  readonly label: string
  readonly hint: string
  readonly checked: boolean
  readonly disabled: boolean
  readonly onChange: (checked: boolean) => void
}

function Demand({ label, hint, checked, disabled, onChange }: DemandProps) {
  return (
    <label className="flex cursor-pointer items-start gap-3 border-t py-3 text-sm">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <span>
        <span className="block font-medium">{label}</span>
        <span className="block text-ink-2">{hint}</span>
      </span>
    </label>
  )
}
