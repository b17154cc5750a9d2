'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Choice } from '#components/ui/choice.tsx'
import { Field, Textarea } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { StepTitle } from '#components/ui/step-title.tsx'
import { useUnsaved } from '#components/ui/unsaved.ts'
import { SENT, type Secrets } from '#lib/client/call.ts'
import { lnsApi, type Networks } from '#lib/client/lns-api.ts'
import { say } from '#lib/client/say.ts'
import { CheckResult } from './check-result.tsx'
import { bodyOf, type ConnectDraft, firstDraft, readGateways, type Tried } from './connect-draft.ts'
import { CredentialsStep } from './credentials-step.tsx'
import { DiscoveryChoice } from './discovery-choice.tsx'
import { SetPanel } from './set-panel.tsx'

interface ConnectFormProps {
  readonly reference: Networks
  readonly gateways: readonly string[]
}

export function ConnectForm({ reference, gateways }: ConnectFormProps) {
  const owner = useOwnerId()
  const [first] = reference.networks
  const [draft, setDraft] = useState<ConnectDraft | undefined>(first && firstDraft(first, gateways))
  const [reading, setReading] = useState(false)
  const [edited, setEdited] = useState(false)
  useUnsaved(edited)
  const { ids, wrong } = readGateways(draft?.gateways ?? '')

  const check = (one: ConnectDraft, as: Secrets = SENT) => {
    const [gateway = ''] = readGateways(one.gateways).ids
    return lnsApi.check(owner, { ...bodyOf(one, as), gateway, link: one.link, discovery: one.discovery })
  }
  const compose = (one: ConnectDraft, as: Secrets = SENT) => lnsApi.compose(owner, bodyOf(one, as))
  const trial = useMutation({
    mutationFn: async (given: ConnectDraft): Promise<Tried & { draft: ConnectDraft }> => {
      let used = given
      let answer = await check(given)
      const [best] = answer.roots
      // Nobody named a root, and the server's chain leads to a known one: it is taken and tried.
      if (best && answer.errors.some(({ field }) => field === 'trust') && !given.root && !given.files.trust) {
        used = { ...given, root: best.id }
        answer = await check(used)
      }
      return { draft: used, check: answer, composed: await compose(used) }
    },
    onSuccess: ({ draft: used }) => setDraft(used),
  })
  if (!draft) return null
  // By a function where something was waited for: other fields may have changed meanwhile.
  const change = (patch: Partial<ConnectDraft> | ((now: ConnectDraft) => Partial<ConnectDraft>)) => {
    setEdited(true)
    setDraft((now) => now && { ...now, ...(typeof patch === 'function' ? patch(now) : patch) })
    trial.reset()
  }
  const tried = trial.data
  const faults = tried ? [...tried.check.errors, ...tried.composed.errors] : []
  const faultOf = (field: string) => faults.find((fault) => fault.field === field)?.detail
  return (
    <div className="flex flex-col gap-x-10 gap-y-8 lg:grid lg:grid-cols-[minmax(0,1fr)_20rem] lg:items-start">
      <div className="flex min-w-0 flex-col gap-8">
        <section className="flex flex-col gap-3" aria-labelledby="network-step">
          <StepTitle step={1} id="network-step">{t`Network`}</StepTitle>
          <div className="grid gap-2 sm:grid-cols-2">
            {reference.networks.map((network) => (
              <Choice
                key={network.id}
                name="network"
                title={say(network.name)}
                checked={network.id === draft.network.id}
                onSelect={() => change({ network, side: 'lns', root: '', files: {} })}
              />
            ))}
          </div>
        </section>
        <CredentialsStep
          draft={draft}
          roots={reference.roots}
          gateways={ids}
          faultOf={faultOf}
          onChange={change}
          onReading={setReading}
        />
        <section className="flex flex-col gap-3" aria-labelledby="gateways-step">
          <StepTitle step={3} id="gateways-step">{t`Gateways`}</StepTitle>
          <Field
            label={t`Identifiers, one per line`}
            hint={
              ids.length > 1
                ? t`${ids.length} gateways; the check is made for the first one.`
                : t`In any notation. The check is made for the first one.`
            }
            error={wrong[0] && `“${wrong[0].slice(0, 40)}” is no identifier of a gateway. Write it as on the label.`}
          >
            <Textarea
              rows={Math.min(8, Math.max(2, ids.length + 1))}
              value={draft.gateways}
              onChange={(event) => change({ gateways: event.target.value })}
              className="mono"
              spellCheck={false}
              autoComplete="off"
            />
          </Field>
          {draft.side === 'lns' && (
            <DiscoveryChoice
              checked={draft.discovery}
              limits={reference.discovery.limits}
              onChange={(discovery) => change({ discovery })}
            />
          )}
        </section>
        <section className="flex flex-col gap-3" aria-labelledby="check-step" aria-live="polite">
          <StepTitle step={4} id="check-step">{t`Check live`}</StepTitle>
          {draft.side === 'lns' && (
            <label className="flex items-start gap-2 text-sm">
              <input
                type="checkbox"
                className="mt-0.5 accent-accent"
                checked={draft.link}
                onChange={(event) => change({ link: event.target.checked })}
              />
              <span>
                <Trans>
                  Also open the data link.
                  <span className="block text-ink-2">
                    The surest proof of the key. It cuts the link of a gateway that is connected, for some seconds.
                  </span>
                </Trans>
              </span>
            </label>
          )}
          <div>
            <Button
              variant={tried ? 'secondary' : 'primary'}
              disabled={reading || draft.address.trim() === '' || ids.length === 0 || wrong.length > 0}
              pending={trial.isPending}
              onClick={() => trial.mutate(draft)}
            >
              {tried ? t`Check again` : t`Check live`}
            </Button>
          </div>
          <SameAsCurl call={(as) => ids.length > 0 && [check(draft, as), compose(draft, as)]} />
          <Problem error={trial.error} />
          {tried && <CheckResult check={tried.check} warnings={tried.composed.warnings} />}
        </section>
      </div>
      <SetPanel draft={draft} gateways={ids} tried={tried} onSet={() => setEdited(false)} />
    </div>
  )
}
