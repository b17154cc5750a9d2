'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { type Fact, Facts } from '#components/ui/facts.tsx'
import { Link } from '#components/ui/link.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Progress } from '#components/ui/progress.tsx'
import { RelativeTime, useNow } from '#components/ui/relative-time.tsx'
import { notify } from '#components/ui/toast.tsx'
import { api } from '#lib/client/api.ts'
import type { FirmwareImage, FirmwareSchedule, Gateway } from '#lib/client/contracts.ts'
import { formatSize } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import { formatAbsolute, formatDue } from '#lib/client/relative-time.ts'
import { say } from '#lib/client/say.ts'
import { nameKey } from '#lib/domain/crc-text.ts'
import { type GateFacts, waitSentence } from '#lib/domain/firmware-gate.ts'
import { Author } from './author.tsx'
import { Crc } from './crc.tsx'
import { useGateWords, useKeyNames } from './key-names.ts'
import { ScheduleStateMark } from './schedule-looks.tsx'

const RearmDialog = dynamic(() => import('./rearm-dialog.tsx').then((module) => module.RearmDialog), {
  loading: () => null,
})

interface ScheduleSectionProps {
  readonly gateway: Gateway
  /** Undefined while they are fetched. */
  readonly images: readonly FirmwareImage[] | undefined
}

/** The state of the update: why it waits and until when, or what became of it. */
export function ScheduleSection({ gateway, images }: ScheduleSectionProps) {
  const { firmware } = gateway
  return (
    <section aria-labelledby="schedule" aria-live="polite">
      <h2 id="schedule" className="mb-2 text-base font-semibold">
        <Trans>Update</Trans>
      </h2>
      {firmware ? (
        <Schedule gateway={gateway} firmware={firmware} images={images} />
      ) : (
        <p className="text-sm text-ink-2">
          <Trans>Nothing is scheduled. The gateway keeps what it runs.</Trans>
        </p>
      )}
    </section>
  )
}

function Schedule({ gateway, firmware, images }: ScheduleSectionProps & { readonly firmware: FirmwareSchedule }) {
  const nameOf = useKeyNames()
  const words = useGateWords()
  const { state, waits, sentence, endedAt, bytesSent, size } = firmware
  const image = images?.find(({ fwcrc }) => fwcrc === firmware.fwcrc)
  const why =
    waits && image
      ? say(waitSentence(waits, gateFacts(gateway, firmware, image), words))
      : state === 'offered' && endedAt
        ? t`The next check-in tells whether the package changed.`
        : sentence
  return (
    <>
      <p className="flex flex-wrap items-start gap-x-3 gap-y-1">
        <ScheduleStateMark state={state} waits={waits} className="text-base! font-medium" />
        <span className="min-w-0 text-base text-ink-2">
          {why} {(state === 'scheduled' || state === 'offered') && <Expected at={firmware.expectedBy} />}
        </span>
      </p>
      {state === 'offered' && !endedAt && size !== null && (
        <div className="mt-2 max-w-md">
          <Progress label={t`Transfer`} share={size > 0 ? Math.min(1, bytesSent / size) : undefined} />
        </div>
      )}
      <div className="mt-3 max-w-2xl">
        <Facts facts={factsOf(firmware, nameOf)} />
      </div>
      <ScheduleActions gateway={gateway} firmware={firmware} />
    </>
  )
}

/** What the server judged by, as far as its sentence needs it. */
const gateFacts = ({ reported }: Gateway, firmware: FirmwareSchedule, image: FirmwareImage): GateFacts => ({
  notBefore: firmware.fwafter ? new Date(firmware.fwafter) : null,
  allowUnsigned: firmware.allowUnsigned,
  anyModel: firmware.anyModel,
  signatures: image.signatures.map(({ keycrc }) => ({ keyCrc: keycrc, der: NOTHING })),
  keys: reported?.keys ?? [],
  imageModel: image.model,
  model: reported?.model ?? null,
  changesElse: firmware.waits === 'other-changes',
  now: new Date(),
})

const NOTHING = new Uint8Array()

function Expected({ at }: { readonly at: string | null }) {
  const now = useNow()
  if (!at) return null
  const due = new Date(at)
  return due < now
    ? t`The next check-in was expected by ${formatDue(due, now)}.`
    : t`Next check-in expected by ${formatDue(due, now)}.`
}

function factsOf(firmware: FirmwareSchedule, nameOf: (crc: number) => string | undefined): Fact[] {
  const { fwafter, offeredAt, endedAt, settledAt, keycrc, bytesSent, size, packageBefore, state } = firmware
  const facts: Fact[] = [
    [t`Image`, <ImageLink key="image" firmware={firmware} />],
    [t`Not before`, fwafter ? formatAbsolute(new Date(fwafter)) : t`At once`],
    [
      t`Unsigned`,
      firmware.allowUnsigned ? (
        <span key="unsigned" className="text-warn">
          <Trans>Allowed for this schedule</Trans>
        </span>
      ) : (
        t`Not allowed`
      ),
    ],
    [
      t`Scheduled`,
      <span key="armed">
        <RelativeTime at={firmware.armedAt} />{' '}
        <span className="text-ink-3">
          <Author actor={firmware.armedBy} name={firmware.armedByName} />
        </span>
      </span>,
    ],
  ]
  if (offeredAt) {
    const cut = size !== null && endedAt !== null && bytesSent < size
    facts.push(
      [t`Sent`, <RelativeTime key="sent" at={offeredAt} />],
      [t`Signature`, keycrc === null ? t`None went along` : t`Of ${nameKey(keycrc, nameOf(keycrc))}`],
      [t`Package before`, packageBefore || t`None reported`],
    )
    if (cut || state === 'interrupted') {
      facts.push([
        t`Transferred`,
        size === null ? formatSize(bytesSent) : t`${formatSize(bytesSent)} of ${formatSize(size)}`,
      ])
    }
  }
  if (settledAt) facts.push([t`Settled`, <RelativeTime key="settled" at={settledAt} />])
  return facts
}

function ImageLink({ firmware: { fwcrc, version, size } }: { readonly firmware: FirmwareSchedule }) {
  const owner = useOwnerId()
  if (version === null) {
    return (
      <Trans>
        Deleted <Crc value={fwcrc} />
      </Trans>
    )
  }
  return (
    <span className="flex flex-wrap gap-x-2">
      <Link
        href={paths.image(owner, fwcrc)}
        className="rounded-sm font-medium text-accent-ink underline-offset-3 hover:underline"
      >
        {version}
      </Link>
      <span className="text-ink-2">
        <Crc value={fwcrc} />
      </span>
      {size !== null && <span className="text-ink-3">{formatSize(size)}</span>}
    </span>
  )
}

function ScheduleActions({ gateway, firmware }: { readonly gateway: Gateway; readonly firmware: FirmwareSchedule }) {
  const owner = useOwnerId()
  const may = useCan('firmware:write')
  const [rearming, setRearming] = useState(false)
  const cancel = useWrite(
    () => api.gatewayFirmware(owner, gateway.gateway, { action: 'cancel' }),
    [keys.gateway(owner, gateway.gateway), keys.images(owner)],
    () => notify(t`Cancelled. The image is not sent`),
  )
  if (!may) return null
  const waiting = firmware.state === 'scheduled'
  const transferring = firmware.state === 'offered' && firmware.endedAt === null
  return (
    <>
      <Problem error={cancel.error} className="mt-3" />
      <Actions className="mt-4">
        {waiting && (
          <Button pending={cancel.isPending} onClick={() => cancel.mutate(undefined)}>
            <Trans>Cancel the update</Trans>
          </Button>
        )}
        {!waiting && !transferring && firmware.version !== null && (
          <Button onClick={() => setRearming(true)}>
            <Trans>Send it once more</Trans>
          </Button>
        )}
      </Actions>
      {rearming && <RearmDialog gateway={gateway} firmware={firmware} onClose={() => setRearming(false)} />}
    </>
  )
}
