'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import dynamic from 'next/dynamic'
import { type FormEvent, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Choice } from '#components/ui/choice.tsx'
import { Field, Input, Textarea } from '#components/ui/field.tsx'
import { FormSection } from '#components/ui/form-section.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { useUnsaved } from '#components/ui/unsaved.ts'
import type { CreatedEventTarget, EventTarget } from '#lib/client/contracts.ts'
import { eventApi } from '#lib/client/event-api.ts'
import { eventKeys, useEventTargets } from '#lib/client/event-queries.ts'
import { EVENT_TARGET_DRAFTS, type EventTargetDraft, inputOf, recipientsOf } from '#lib/client/event-target-draft.ts'
import { paths } from '#lib/client/paths.ts'
import { useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { useSharedDraft } from '#lib/client/use-shared-draft.ts'
import { readDestinationUrl } from '#lib/domain/connections/destination-url.ts'
import { EVENT_KINDS, type EventKind } from '#lib/domain/events/event-kinds.ts'
import { KIND_GROUPS, KIND_WORDS } from './event-words.ts'
import { MailNotice } from './mail-notice.tsx'

interface TargetFormProps {
  /** The one that is changed. */
  readonly target?: EventTarget
  readonly onCreated?: (target: CreatedEventTarget) => void
  readonly onSaved?: (target: EventTarget) => void
}

const TargetConflict = dynamic(() => import('./target-conflict.tsx').then((module) => module.TargetConflict), {
  loading: () => null,
})

/** Channel, where to, of what and of which gateways. */
export function TargetForm({ target, onCreated, onSaved }: TargetFormProps) {
  const owner = useOwnerId()
  const mailReady = useEventTargets(owner).data?.mailReady
  const { base, draft, setDraft, conflict, taken, changed, meet, choose } = useSharedDraft(target, EVENT_TARGET_DRAFTS)
  const { name, channel, url, recipients, kinds, tags, sites } = draft
  const edit = (patch: Partial<EventTargetDraft>) => setDraft({ ...draft, ...patch })
  const [pressed, setPressed] = useState(false)
  const read = readDestinationUrl(url)
  const faults = {
    name: name.trim() === '' ? t`Give the target a name.` : undefined,
    url: channel === 'webhook' && !read.ok ? read.error : undefined,
    recipients:
      channel !== 'email'
        ? undefined
        : recipientsOf(recipients).length === 0
          ? t`Give at least one address.`
          : recipientsOf(recipients).find((one) => !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(one))
            ? t`One line is no e-mail address. Write one address per line.`
            : undefined,
    kinds: kinds.length === 0 ? t`Choose at least one kind of event.` : undefined,
  }
  const input = inputOf(draft)
  const change = (before: EventTarget, revision: number) => {
    const { channel: _, ...rest } = input
    return eventApi.change(owner, before.id, { ...rest, revision })
  }
  const save = useWrite(
    async () => {
      if (!base) return { created: await eventApi.create(owner, input) }
      const send = (revision: number) => change(base, revision)
      try {
        return { saved: await send(base.revision) }
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.status !== 409) throw error
        const fresh = await eventApi.target(owner, base.id)
        // A target may have been paused meanwhile: of what stands in this form nothing is out of date then.
        if (meet(fresh).theirs.length === 0 && fresh.revision !== base.revision)
          return { saved: await send(fresh.revision) }
        throw error
      }
    },
    [eventKeys.targets(owner)],
    ({ created, saved }) => {
      if (created) onCreated?.(created)
      if (saved) onSaved?.(saved)
    },
  )
  useUnsaved(changed.length > 0 && !save.isSuccess)
  const problem = save.error instanceof ApiProblem ? save.error : undefined
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setPressed(true)
    if (!Object.values(faults).some(Boolean)) save.mutate(undefined)
  }
  const toggle = (kind: EventKind, on: boolean) =>
    edit({
      kinds: on
        ? EVENT_KINDS.filter((one) => one === kind || kinds.includes(one))
        : kinds.filter((one) => one !== kind),
    })
  const fieldFault = (field: 'name' | 'url' | 'recipients') =>
    (pressed ? faults[field] : undefined) ?? problem?.field(field)
  return (
    <form noValidate onSubmit={submit} className="flex max-w-2xl flex-col gap-6">
      {conflict && <TargetConflict conflict={conflict} taken={taken} onTake={choose} />}
      {!target && (
        <fieldset>
          <legend className="mb-1.5 text-sm font-medium">
            <Trans>Tell by</Trans>
          </legend>
          <div className="grid gap-2 sm:grid-cols-2">
            <Choice
              name="channel"
              checked={channel === 'webhook'}
              onSelect={() => edit({ channel: 'webhook' })}
              title={t`Webhook`}
            >
              <Trans>JSON to a URL, signed as Standard Webhooks says.</Trans>
            </Choice>
            <Choice
              name="channel"
              checked={channel === 'email'}
              onSelect={() => edit({ channel: 'email' })}
              title={t`E-mail`}
            >
              <Trans>A few lines of text to up to 20 addresses.</Trans>
            </Choice>
          </div>
        </fieldset>
      )}
      {channel === 'email' && mailReady === false && <MailNotice />}
      <div className="flex flex-col gap-4">
        <Field label={t`Name`} error={fieldFault('name')}>
          <Input
            value={name}
            onChange={(event) => edit({ name: event.target.value })}
            maxLength={80}
            autoComplete="off"
          />
        </Field>
        {channel === 'webhook' ? (
          <Field
            label="URL"
            error={(url !== '' && !read.ok ? faults.url : undefined) ?? fieldFault('url')}
            hint={t`Answers from 200 to 299 count as received.`}
          >
            <Input
              value={url}
              onChange={(event) => edit({ url: event.target.value })}
              className="mono"
              inputMode="url"
              placeholder="https://hooks.example.com/gatehouse"
              spellCheck={false}
              autoComplete="off"
              autoCapitalize="off"
            />
          </Field>
        ) : (
          <Field label={t`Addresses`} error={fieldFault('recipients')} hint={t`One per line.`}>
            <Textarea
              rows={3}
              value={recipients}
              onChange={(event) => edit({ recipients: event.target.value })}
              spellCheck={false}
              autoCapitalize="off"
              placeholder="night-shift@example.com"
            />
          </Field>
        )}
      </div>
      <FormSection title={t`Of what`}>
        <div className="grid gap-x-6 gap-y-4 sm:grid-cols-3">
          {KIND_GROUPS.map(({ title, prefix }) => (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset around it holds all kinds already
            <div key={prefix} role="group" aria-label={title}>
              <p className="mb-1 text-sm text-ink-2">{title}</p>
              {EVENT_KINDS.filter((kind) => kind.startsWith(prefix)).map((kind) => (
                <label
                  key={kind}
                  className="flex min-h-8 cursor-pointer items-center gap-2.5 text-sm pointer-coarse:min-h-11"
                >
                  <input
                    type="checkbox"
                    checked={kinds.includes(kind)}
                    onChange={(event) => toggle(kind, event.target.checked)}
                    className="size-4 shrink-0 accent-accent"
                  />
                  {KIND_WORDS[kind]}
                </label>
              ))}
            </div>
          ))}
        </div>
        {pressed && faults.kinds && (
          <p role="alert" className="text-sm text-danger">
            {faults.kinds}
          </p>
        )}
      </FormSection>
      <FormSection title={t`Of which gateways`} hint={t`All of the owner’s, unless you name tags or sites.`}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t`Tags`} hint={t`Optional. With commas between them; any of them counts.`}>
            <Input value={tags} onChange={(event) => edit({ tags: event.target.value })} autoComplete="off" />
          </Field>
          <Field label={t`Sites`} hint={t`Optional. One per line.`}>
            <Textarea rows={2} value={sites} onChange={(event) => edit({ sites: event.target.value })} />
          </Field>
        </div>
      </FormSection>
      {!(conflict && problem?.status === 409) &&
        !problem?.field('name') &&
        !problem?.field('url') &&
        !problem?.field('recipients') && <Problem error={save.error} />}
      <Actions>
        <Button type="submit" variant="primary" pending={save.isPending}>
          {target ? t`Save` : t`Add`}
        </Button>
        <ButtonLink href={target ? paths.eventTarget(owner, target.id) : paths.events(owner)} variant="ghost">
          <Trans>Cancel</Trans>
        </ButtonLink>
      </Actions>
      <SameAsCurl call={() => (base ? change(base, base.revision) : eventApi.create(owner, input))} />
    </form>
  )
}
