'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Choice } from '#components/ui/choice.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { notify } from '#components/ui/toast.tsx'
import { operatorApi, operatorKeys, type PolicyScope, type PolicyValues } from '#lib/client/operator-api.ts'
import { useWrite } from '#lib/client/queries.ts'

interface LimitDialogProps {
  readonly scope: PolicyScope
  /** The batch’s id or the flavor; empty for the installation. */
  readonly id: string
  /** What is set here, if anything. */
  readonly current: PolicyValues | undefined
  readonly title: string
  readonly onClose: () => void
}

const INHERITED: Readonly<Record<PolicyScope, string>> = {
  site: '',
  flavor: t`As for the installation`,
  batch: t`As for the flavor, or the installation`,
}
const numberOf = (text: string): number | null => (/^\d{1,5}$/.test(text.trim()) ? Number(text) : null)

/** How far derived tokens are good after the owner’s credentials were proven; says what it can do to gateways. */
export function LimitDialog({ scope, id, current, title, onClose }: LimitDialogProps) {
  const limited = current && (current.uses !== null || current.days !== null)
  const [kind, setKind] = useState<'inherit' | 'off' | 'limit'>(
    limited ? 'limit' : current || scope === 'site' ? 'off' : 'inherit',
  )
  const [uses, setUses] = useState(current?.uses?.toString() ?? (limited ? '' : '5'))
  const [days, setDays] = useState(current?.days?.toString() ?? '')
  const [fault, setFault] = useState<string>()
  const values: PolicyValues = { uses: numberOf(uses), days: numberOf(days) }
  const save = useWrite(
    () =>
      operatorApi.setPolicy({
        scope,
        key: id,
        policy: kind === 'inherit' ? null : kind === 'off' ? { uses: null, days: null } : values,
      }),
    [operatorKeys.policies],
    () => {
      notify(t`Saved`)
      onClose()
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const wrong = (text: string, value: number | null) => text.trim() !== '' && !value
    const empty =
      kind === 'limit' && (!values.uses || wrong(days, values.days)) && (!values.days || wrong(uses, values.uses))
    const mistyped = kind === 'limit' && (wrong(uses, values.uses) || wrong(days, values.days))
    setFault(empty || mistyped ? t`Give a number of uses, of days, or both, from 1.` : undefined)
    if (!empty && !mistyped) save.mutate(undefined)
  }
  return (
    <Dialog open onOpenChange={onClose} title={title}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Problem error={save.error} />
        <div className="flex flex-col gap-2">
          {scope !== 'site' && (
            <Choice
              name="limit"
              checked={kind === 'inherit'}
              onSelect={() => setKind('inherit')}
              title={INHERITED[scope]}
            />
          )}
          <Choice name="limit" checked={kind === 'off'} onSelect={() => setKind('off')} title={t`No limit`}>
            <Trans>A gateway can always fall back to the token that it was made with.</Trans>
          </Choice>
          <Choice name="limit" checked={kind === 'limit'} onSelect={() => setKind('limit')} title={t`Limited`}>
            <Trans>After it has proven CUPS credentials of its owner. Without those, the token stays good.</Trans>
          </Choice>
        </div>
        {kind === 'limit' && (
          <>
            <div className="grid grid-cols-2 gap-3">
              <Field label={t`Uses`} error={fault}>
                <Input
                  value={uses}
                  onChange={(event) => setUses(event.target.value)}
                  inputMode="numeric"
                  maxLength={5}
                />
              </Field>
              <Field label={t`Days`} hint={t`From now at the earliest.`}>
                <Input
                  value={days}
                  onChange={(event) => setDays(event.target.value)}
                  inputMode="numeric"
                  maxLength={4}
                />
              </Field>
            </div>
            <p className="text-sm text-ink-2">
              <Trans>
                <span className="font-medium text-ink">A gateway whose other credentials fail is locked out</span> when
                this is used up, until its owner or you re-arm it. A factory reset takes a use or two, and five leave
                room for that.
              </Trans>
            </p>
          </>
        )}
        <Actions>
          <Button type="submit" variant="primary" pending={save.isPending}>
            <Trans>Save</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}
