'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input, Select, Textarea } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { notify } from '#components/ui/toast.tsx'
import { paths } from '#lib/client/paths.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import type { RolloutTargetBody } from '#lib/client/rollout-contracts.ts'
import { transferApi, transferKeys } from '#lib/client/transfer-api.ts'
import { parseEui } from '#lib/domain/identifiers.ts'
import { DEFAULT_OFFER_DAYS } from '#lib/domain/transfers/transfer.ts'
import { gatewayCount } from './transfer-words.ts'

interface OfferDialogProps {
  readonly target: RolloutTargetBody
  readonly count: number
  readonly onClose: () => void
}

const LeftOut = dynamic(() => import('./left-out.tsx').then((module) => module.LeftOut), { loading: () => null })

const DAYS = [1, 3, DEFAULT_OFFER_DAYS, 14, 30, 90]

/** Offers gateways to another owner; nothing is given away by it yet. */
export function OfferDialog({ target, count, onClose }: OfferDialogProps) {
  const owner = useOwnerId()
  const router = useRouter()
  const [to, setTo] = useState('')
  const [fault, setFault] = useState<string>()
  const [days, setDays] = useState(DEFAULT_OFFER_DAYS)
  const [note, setNote] = useState('')
  const [withLabels, setWithLabels] = useState(false)
  const send = () => transferApi.offer(owner, { to: to.trim(), target, days, note: note.trim(), withLabels })
  const offer = useWrite(send, [transferKeys.all(owner), keys.gateways(owner)], ({ transfer, offered, left }) => {
    // What was left out is read before the dialog goes.
    if (left.length > 0) return
    notify(t`Offered ${gatewayCount(offered)}`)
    router.push(paths.transfer(owner, transfer.id))
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const parsed = parseEui(to)
    setFault(
      parsed.ok ? undefined : t`Give the owner as ID6, such as ::1a. The receiver finds it on its page “Transfers”.`,
    )
    if (parsed.ok) offer.mutate(undefined)
  }
  if (offer.data && offer.data.left.length > 0) {
    const { transfer, offered, left } = offer.data
    return (
      <LeftOut
        offered={offered}
        left={left}
        onClose={onClose}
        onOpen={() => router.push(paths.transfer(owner, transfer.id))}
      />
    )
  }
  const field = offer.error instanceof ApiProblem ? offer.error.field('to') : undefined
  return (
    <Dialog open onOpenChange={onClose} title={t`Transfer ${gatewayCount(count)}`}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <ul className="list-disc space-y-1.5 pl-5 text-sm text-ink-2">
          <li>
            <Trans>Nothing changes until the other owner accepts. Until then you can withdraw.</Trans>
          </li>
          <li>
            <Trans>Then all that you stored for them here is wiped and refused, and this cannot be undone.</Trans>
          </li>
          <li>
            <Trans>
              <span className="font-medium text-ink">What is on the gateways stays there:</span> they remain on your
              network server until their new owner sets another one.
            </Trans>
          </li>
          <li>
            <Trans>You keep your history of them up to then; the new owner sees nothing of it.</Trans>
          </li>
        </ul>
        <Problem error={field ? undefined : offer.error} />
        <Field
          label={t`Receiving owner`}
          hint={t`As the receiver tells it to you. Compare it: whether there is such an owner is not told, and the name of yours is shown to it.`}
          error={fault ?? field}
        >
          <Input
            value={to}
            onChange={(event) => setTo(event.target.value)}
            className="mono"
            placeholder="::1a"
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            autoFocus
          />
        </Field>
        <Field label={t`The offer stands for`}>
          <Select
            value={String(days)}
            onChange={(event) => setDays(Number(event.target.value))}
            options={DAYS.map((one) => ({ value: String(one), label: one === 1 ? t`One day` : t`${one} days` }))}
          />
        </Field>
        <Field label={t`Note`} hint={t`For the receiver. Empty: none.`}>
          <Textarea value={note} onChange={(event) => setNote(event.target.value)} rows={2} maxLength={300} />
        </Field>
        <label className="flex items-start gap-2 text-sm">
          <input
            type="checkbox"
            checked={withLabels}
            onChange={() => setWithLabels(!withLabels)}
            className="mt-0.5 size-4 accent-accent"
          />
          <span>
            <Trans>
              Hand over names, tags and sites
              <span className="block text-ink-2">The receiver sees the names as soon as you offer.</span>
            </Trans>
          </span>
        </label>
        <Actions>
          <Button type="submit" variant="primary" pending={offer.isPending}>
            <Trans>Offer</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </Actions>
        <SameAsCurl call={send} />
      </form>
    </Dialog>
  )
}
