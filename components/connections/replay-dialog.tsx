'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { notify } from '#components/ui/toast.tsx'
import { connectionApi } from '#lib/client/connection-api.ts'
import { connectionKeys } from '#lib/client/connection-queries.ts'
import type { Connection } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { useWrite } from '#lib/client/queries.ts'
import { wholeDevEui } from './delivery-query.ts'
import { DELIVERY_LOOKS } from './delivery-state.tsx'

type Replayable = 'dead' | 'lost' | 'delivered'

const STATES: readonly { readonly state: Replayable; readonly hint: string }[] = [
  { state: 'dead', hint: t`given up after the last attempt` },
  { state: 'lost', hint: t`sent once, as ThingPark does, and not taken` },
  { state: 'delivered', hint: t`taken already: your server gets them again` },
]

interface ReplayDialogProps {
  readonly connection: Connection
  /** Of the filter of the list. */
  readonly device: string | undefined
  readonly from: string | undefined
  readonly onClose: () => void
}

/** A range of the log goes back into the queue, in its order. */
export function ReplayDialog({ connection, device: shownDevice, from: shownFrom, onClose }: ReplayDialogProps) {
  const owner = useOwnerId()
  const [states, setStates] = useState<readonly Replayable[]>(['dead', 'lost'])
  const [device, setDevice] = useState(shownDevice ?? '')
  const [from, setFrom] = useState(shownFrom ? localInput(new Date(shownFrom)) : '')
  const [to, setTo] = useState('')
  const [count, setCount] = useState(0)
  const send = () =>
    connectionApi.replay(owner, connection.id, {
      states,
      device: wholeDevEui(device),
      from: iso(from),
      to: iso(to),
    })
  const replay = useWrite(send, [connectionKeys.deliveries(owner, connection.id)], ({ replayed, more }) => {
    const sum = count + replayed
    setCount(sum)
    if (more) return
    notify(
      sum === 0
        ? t`Nothing in the range is to be replayed`
        : sum === 1
          ? t`Put 1 report back into the queue`
          : t`Put ${formatCount(sum)} reports back into the queue`,
    )
    onClose()
  })
  const badDevice = device.trim() !== '' && !wholeDevEui(device)
  const badRange = iso(from) !== undefined && iso(to) !== undefined && new Date(from) >= new Date(to)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!badDevice && !badRange && states.length > 0) replay.mutate(undefined)
  }
  const more = replay.data?.more === true
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title={t`Replay a range`}
      description={t`Reports of ${connection.name} go out again, in the order in which they were accepted and before newer ones. Up to 10${'\u2009'}000 at a time.`}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Problem error={replay.error} />
        {more && (
          <Notice>
            <Trans>{formatCount(count)} are back in the queue. There are more in the range.</Trans>
          </Notice>
        )}
        <fieldset>
          <legend className="mb-1 text-sm font-medium">
            <Trans>Which</Trans>
          </legend>
          {STATES.map(({ state, hint }) => (
            <label
              key={state}
              className="flex min-h-8 cursor-pointer items-center gap-2.5 text-sm pointer-coarse:min-h-11"
            >
              <input
                type="checkbox"
                checked={states.includes(state)}
                onChange={(event) =>
                  setStates(event.target.checked ? [...states, state] : states.filter((one) => one !== state))
                }
                className="size-4 shrink-0 accent-accent"
              />
              <span>
                {DELIVERY_LOOKS[state].word} <span className="text-ink-3">{hint}</span>
              </span>
            </label>
          ))}
          {states.length === 0 && (
            <p role="alert" className="mt-1 text-sm text-danger">
              <Trans>Choose at least one.</Trans>
            </p>
          )}
        </fieldset>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t`Accepted from`} hint={t`Empty: from the oldest.`}>
            <Input type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />
          </Field>
          <Field
            label={t`To`}
            hint={t`Empty: until now. In your time zone, ${Intl.DateTimeFormat().resolvedOptions().timeZone}.`}
            error={badRange ? t`This is not after the beginning of the range.` : undefined}
          >
            <Input type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />
          </Field>
        </div>
        <Field
          label={t`Device`}
          hint={t`Empty: all devices.`}
          error={badDevice ? t`A DevEUI has 16 hex digits.` : undefined}
          className="max-w-sm"
        >
          <Input
            value={device}
            onChange={(event) => setDevice(event.target.value)}
            className="mono"
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
          />
        </Field>
        <Actions>
          <Button type="submit" variant="primary" pending={replay.isPending}>
            {more ? t`Replay more` : t`Replay`}
          </Button>
          <Button onClick={onClose}>{more ? t`Close` : t`Cancel`}</Button>
        </Actions>
        <SameAsCurl call={send} />
      </form>
    </Dialog>
  )
}

/** ISO 8601 of a local input; undefined where it is empty. */
const iso = (local: string): string | undefined => {
  const date = new Date(local)
  return local === '' || Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

function localInput(date: Date): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16)
}
