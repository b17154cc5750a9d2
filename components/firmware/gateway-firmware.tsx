'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Package } from 'lucide-react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { type Fact, Facts } from '#components/ui/facts.tsx'
import { Link } from '#components/ui/link.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { Gateway } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { useImages } from '#lib/client/queries.ts'
import { Crc } from './crc.tsx'
import { useKeyNames } from './key-names.ts'
import { ScheduleForm } from './schedule-form.tsx'
import { ScheduleSection } from './schedule-section.tsx'
import { StationTraps } from './station-traps.tsx'

/** What the gateway runs, what it is to be provided with, and the way to schedule it. */
export function GatewayFirmware({ gateway }: { readonly gateway: Gateway }) {
  const owner = useOwnerId()
  const may = useCan('firmware:write')
  const { data, error, refetch } = useImages(owner)
  return (
    <div className="grid gap-x-10 gap-y-8 xl:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="flex min-w-0 flex-col gap-8">
        <ScheduleSection gateway={gateway} images={data?.images} />
        {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
        {may && data && data.images.length === 0 && (
          <section>
            <h2 className="mb-2 text-base font-semibold">
              <Trans>Schedule an image</Trans>
            </h2>
            <p className="flex items-start gap-2 text-sm text-ink-2">
              <Package aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-3" />
              <Trans>
                There is no image yet. Upload the file that the gateway is to run, sign it, then come back here.
              </Trans>
            </p>
            <ButtonLink href={paths.uploadFirmware(owner)} className="mt-3">
              <Trans>Upload image</Trans>
            </ButtonLink>
          </section>
        )}
        {may && data && data.images.length > 0 && <ScheduleForm gateway={gateway} images={data.images} />}
      </div>
      <div className="flex min-w-0 flex-col gap-6 max-xl:max-w-2xl">
        <ReportedFirmware gateway={gateway} />
        <StationTraps />
      </div>
    </div>
  )
}

function ReportedFirmware({ gateway: { reported } }: { readonly gateway: Gateway }) {
  const owner = useOwnerId()
  const nameOf = useKeyNames()
  const facts: readonly Fact[] = reported
    ? [
        [t`Package`, reported.package || <Muted key="package">{t`None reported`}</Muted>],
        [t`Model`, reported.model || <Muted key="model">–</Muted>],
        [
          t`Keys`,
          reported.keys.length === 0 ? (
            <Muted key="keys">{t`None: it runs unsigned files`}</Muted>
          ) : (
            <ul key="keys">
              {reported.keys.map((crc) => (
                <li key={crc} className="flex flex-wrap gap-x-2">
                  <Crc value={crc} /> {nameOf(crc) ?? <Unregistered owner={owner} />}
                </li>
              ))}
            </ul>
          ),
        ],
        [t`Reported`, <RelativeTime key="at" at={reported.at} />],
      ]
    : []
  return (
    <section aria-labelledby="reported-firmware">
      <h2 id="reported-firmware" className="mb-2 text-base font-semibold">
        <Trans>On the gateway</Trans>
      </h2>
      {reported ? (
        <Facts facts={facts} />
      ) : (
        <p className="text-sm text-ink-2">
          <Trans>Not known yet. The first check-in tells its package and the signing keys that it holds.</Trans>
        </p>
      )}
    </section>
  )
}

const Muted = ({ children }: { readonly children: string }) => <span className="text-ink-3">{children}</span>

const Unregistered = ({ owner }: { readonly owner: string }) => (
  <span className="text-ink-3">
    <Trans>
      not among your{' '}
      <Link href={paths.firmware(owner, 'keys')} className="rounded-sm underline underline-offset-3 hover:text-ink">
        signing keys
      </Link>
    </Trans>
  </span>
)
