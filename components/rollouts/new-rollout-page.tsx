'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import dynamic from 'next/dynamic'
import { useRouter, useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { notify } from '#components/ui/toast.tsx'
import { useUnsaved } from '#components/ui/unsaved.ts'
import { SENT, type Secrets } from '#lib/client/call.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { useWrite } from '#lib/client/queries.ts'
import { rolloutApi } from '#lib/client/rollout-api.ts'
import type { CreateRolloutBody, RolloutPreview } from '#lib/client/rollout-contracts.ts'
import { type RolloutDraft, type RolloutFaults, rolloutBody, rolloutFrom } from '#lib/client/rollout-draft.ts'
import { rolloutKeys } from '#lib/client/rollout-queries.ts'
import { setupSecrets } from '#lib/client/setup-secrets.ts'
import { ChangeSection } from './change-section.tsx'
import { PaceSection } from './pace-section.tsx'
import { PreviewPanel } from './preview-panel.tsx'
import { TargetSection } from './target-section.tsx'
import { usePreview } from './use-preview.ts'
import { WindowsSection } from './windows-section.tsx'

const StartDialog = dynamic(() => import('./start-dialog.tsx').then((module) => module.StartDialog), {
  loading: () => null,
})

const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone

/** What, which gateways, in which waves, when; beside it, at all times, who that is. */
export function NewRolloutPage() {
  const owner = useOwnerId()
  const may = useCan('firmware:write')
  const maySetup = useCan('gateway:setup')
  const router = useRouter()
  const params = useSearchParams()
  const [draft, setDraft] = useState<RolloutDraft>(() =>
    rolloutFrom(new URLSearchParams(params?.toString() ?? ''), zone()),
  )
  const [touched, setTouched] = useState(false)
  const [nameFault, setNameFault] = useState<string>()
  const [starting, setStarting] = useState(false)
  const { body, faults } = rolloutBody(draft)
  const preview = usePreview(owner, body && withoutName(body))
  const doubts = preview.preview?.doubts ?? []
  const send = (given: CreateRolloutBody, start: boolean, as: Secrets = SENT) => {
    const { change } = given
    return rolloutApi.create(owner, {
      ...given,
      change: change.kind === 'credentials' ? setupSecrets(change, as) : change,
      start,
      ...(start ? { confirm: doubts.map(({ code }) => code) } : {}),
    })
  }
  const create = useWrite(
    (start: boolean) => send(body as CreateRolloutBody, start),
    [rolloutKeys.all(owner)],
    (rollout, start) => {
      notify(start ? t`Started ${rollout.name}` : t`Kept ${rollout.name} as a draft`)
      router.push(paths.rollout(owner, rollout.id))
    },
  )
  useUnsaved(touched && !create.isSuccess)
  const header = (
    <PageHeader
      crumbs={[{ label: t`Rollouts`, href: paths.rollouts(owner) }]}
      title={t`New rollout`}
      lead={t`Nothing is sent before you start it. A draft can wait.`}
    />
  )
  if (!may || (draft.kind === 'credentials' && !maySetup)) {
    return (
      <>
        {header}
        <Notice>
          <Trans>Rollouts are made by the owner’s admins and operators. Ask one of them.</Trans>
        </Notice>
      </>
    )
  }
  const change = (patch: Partial<RolloutDraft>) => {
    setTouched(true)
    setDraft((before) => ({ ...before, ...patch }))
    if (create.error) create.reset()
  }
  /** False, with the reasons shown, while something is missing. */
  const ready = (): boolean => {
    const named = draft.name.trim() !== ''
    setNameFault(named ? undefined : t`Give the rollout a name.`)
    setTouched(true)
    return named && body !== undefined
  }
  // What was not touched yet is not blamed.
  const shown: RolloutFaults = touched ? faults : { ...faults, fwcrc: undefined, lns: undefined, tags: undefined }
  const section = { draft, change, faults: shown } as const
  const nobody = preview.preview !== undefined && cannotStart(preview.preview)
  return (
    <>
      {header}
      <div className="flex flex-col gap-x-10 gap-y-8 lg:grid lg:grid-cols-[minmax(0,1fr)_21rem] lg:items-start">
        <div className="flex min-w-0 flex-col gap-10">
          <ChangeSection {...section} />
          <TargetSection {...section} />
          <PaceSection {...section} />
          <WindowsSection {...section} />
        </div>
        <aside aria-label={t`Summary`} className="flex min-w-0 flex-col gap-5 lg:sticky lg:top-6">
          <PreviewPanel state={preview} />
          <Field label={t`Name`} error={nameFault}>
            <Input
              value={draft.name}
              onChange={(event) => {
                setNameFault(undefined)
                change({ name: event.target.value })
              }}
              maxLength={80}
              placeholder={t`Spring firmware`}
            />
          </Field>
          {!starting && <Problem error={create.error} />}
          {touched && Object.values(faults).some(Boolean) && (
            <p className="text-sm text-danger">
              <Trans>Something needs mending before this can start.</Trans>
            </p>
          )}
          <Actions>
            <Button
              variant="primary"
              className="flex-1"
              disabled={nobody || preview.pending}
              onClick={() => ready() && setStarting(true)}
            >
              {preview.preview && !nobody ? t`Start with ${formatCount(preview.preview.eligible)}` : t`Start`}
            </Button>
            <Button pending={create.isPending && !starting} onClick={() => ready() && create.mutate(false)}>
              <Trans>Keep as a draft</Trans>
            </Button>
          </Actions>
          <ButtonLink href={paths.rollouts(owner)} variant="ghost" className="-mt-2 self-start">
            <Trans>Cancel</Trans>
          </ButtonLink>
          <SameAsCurl call={(as) => body && send(body, true, as)} />
        </aside>
      </div>
      {starting && body && (
        <StartDialog
          name={draft.name.trim()}
          kind={draft.kind}
          waves={preview.preview?.waves ?? []}
          doubts={doubts.map(({ detail }) => detail)}
          pending={create.isPending}
          error={create.error}
          onStart={() => create.mutate(true)}
          onClose={() => setStarting(false)}
        />
      )}
    </>
  )
}

/** What decides who takes part: typing a name asks nobody. */
function withoutName({ name: _, ...body }: Omit<CreateRolloutBody, 'start'>) {
  return body
}

/** Nobody is left to take part, another rollout has them, or setup refuses it wherever it was tried. */
const cannotStart = ({ eligible, conflicts, refused, tried }: RolloutPreview): boolean =>
  eligible === 0 || conflicts.length > 0 || (tried > 0 && refused.length === tried)
