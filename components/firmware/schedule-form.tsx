'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Choice } from '#components/ui/choice.tsx'
import { Field, Input, Select } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { useNow } from '#components/ui/relative-time.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { notify } from '#components/ui/toast.tsx'
import { api } from '#lib/client/api.ts'
import type { FirmwareImage, Gateway } from '#lib/client/contracts.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import { formatAbsolute } from '#lib/client/relative-time.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'
import { CheckChoice } from './check-choice.tsx'
import { FitNotice } from './fit-notice.tsx'

interface ScheduleFormProps {
  readonly gateway: Gateway
  readonly images: readonly FirmwareImage[]
}

/** Image, time, and the explicit leave to run it unsigned. */
export function ScheduleForm({ gateway, images }: ScheduleFormProps) {
  const owner = useOwnerId()
  const [crc, setCrc] = useState('')
  const [later, setLater] = useState(false)
  const [local, setLocal] = useState('')
  const [unsigned, setUnsigned] = useState(false)
  const [otherModel, setOtherModel] = useState(false)
  const [fault, setFault] = useState<{ readonly image?: string; readonly time?: string }>({})
  const image = images.find(({ fwcrc }) => String(fwcrc) === crc)
  const time = later && local ? new Date(local) : undefined
  const after = time && !Number.isNaN(time.getTime()) ? time.toISOString() : undefined
  // A gateway with keys never runs anything unsigned, whatever is allowed.
  const mayRunUnsigned = !gateway.reported || gateway.reported.keys.length === 0
  const allowUnsigned = unsigned && mayRunUnsigned
  const reportedModel = gateway.reported?.model
  const isOtherModel = Boolean(image?.model && reportedModel && image.model !== reportedModel)
  const anyModel = otherModel && isOtherModel
  const send = (fwcrc: number) =>
    api.gatewayFirmware(owner, gateway.gateway, { action: 'schedule', crc: fwcrc, after, allowUnsigned, anyModel })
  const schedule = useWrite(send, [keys.gateway(owner, gateway.gateway), keys.images(owner)], () => {
    notify(t`Scheduled ${image?.version ?? ''}`)
    setCrc('')
    setLater(false)
    setLocal('')
    setUnsigned(false)
    setOtherModel(false)
  })
  const problem = schedule.error instanceof ApiProblem ? schedule.error : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const faults = {
      ...(image ? {} : { image: t`Choose an image.` }),
      ...(later && !after ? { time: t`Give day and time, or let it go at the next check-in.` } : {}),
    }
    setFault(faults)
    if (image && !faults.time) schedule.mutate(image.fwcrc)
  }
  const waiting = gateway.firmware?.state === 'scheduled'
  return (
    <section aria-labelledby="schedule-form" className="max-w-2xl">
      <h2 id="schedule-form" className="mb-3 text-base font-semibold">
        {waiting ? t`Schedule another image instead` : t`Schedule an image`}
      </h2>
      <form onSubmit={submit} className="flex flex-col gap-5">
        {!problem?.field('after') && !problem?.field('crc') && <Problem error={schedule.error} />}
        <Field label={t`Image`} error={fault.image ?? problem?.field('crc')}>
          <Select
            value={crc}
            onChange={(event) => {
              setCrc(event.target.value)
              setFault({})
            }}
            options={[{ value: '', label: t`Choose an image` }, ...images.map(optionOf)]}
          />
        </Field>
        {image && <FitNotice image={image} gateway={gateway} allowUnsigned={allowUnsigned} anyModel={anyModel} />}
        {isOtherModel && (
          <CheckChoice
            risky
            checked={otherModel}
            onChange={setOtherModel}
            title={t`Send it to a ${reportedModel ?? ''} all the same, for this schedule only`}
          >
            <Trans>
              What was made for {image?.model} may leave a {reportedModel} unable to start. The choice is recorded.
            </Trans>
          </CheckChoice>
        )}
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1.5 text-sm font-medium">
            <Trans>When</Trans>
          </legend>
          <div className="grid gap-2 sm:grid-cols-2">
            <Choice name="when" checked={!later} onSelect={() => setLater(false)} title={t`At the next check-in`} />
            <Choice name="when" checked={later} onSelect={() => setLater(true)} title={t`Not before a time`} />
          </div>
          {later && (
            <Field
              label={t`Not before`}
              className="mt-1 max-w-sm"
              error={fault.time ?? problem?.field('after')}
              hint={<TimeHint time={after} />}
            >
              <Input
                type="datetime-local"
                value={local}
                onChange={(event) => {
                  setLocal(event.target.value)
                  setFault({})
                }}
              />
            </Field>
          )}
        </fieldset>
        {mayRunUnsigned && (
          <CheckChoice
            risky
            checked={unsigned}
            onChange={setUnsigned}
            title={t`Allow unsigned firmware, for this schedule only`}
          >
            <Trans>
              A gateway without a key runs the file as root and checks nothing: not who made it, not whether it is
              whole.
            </Trans>
          </CheckChoice>
        )}
        <Actions>
          <Button type="submit" variant="primary" pending={schedule.isPending}>
            <Trans>Schedule</Trans>
          </Button>
        </Actions>
        <SameAsCurl className="-mt-2" call={() => image && send(image.fwcrc)} />
      </form>
    </section>
  )
}

const optionOf = ({ fwcrc, version, model, signatures }: FirmwareImage) => ({
  value: String(fwcrc),
  label: [version, model, formatCrc(fwcrc), signatures.length === 0 ? t`unsigned` : ''].filter(Boolean).join(' · '),
})

/** The chosen moment with its zone, and in UTC; the input itself shows neither. */
function TimeHint({ time }: { readonly time: string | undefined }) {
  const now = useNow()
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  if (!time) return <Trans>In your time zone, {zone}.</Trans>
  const at = new Date(time)
  const past = at <= now ? t` This has passed: it goes with the next check-in.` : ''
  return (
    <>
      {zone}: {formatAbsolute(at)}
      {at.getTimezoneOffset() === 0 ? '.' : t`, which is ${time.slice(0, 16).replace('T', ' ')} UTC.`}
      {past}
    </>
  )
}
