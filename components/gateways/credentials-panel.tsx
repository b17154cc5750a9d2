'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Download, KeyRound } from 'lucide-react'
import { GatewayCertificates } from '#components/client-cas/gateway-certificates.tsx'
import { CrcWithCopy } from '#components/firmware/crc.tsx'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { BootstrapSection } from '#components/transfers/bootstrap-section.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { CopyValue } from '#components/ui/copy-value.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { Category, Gateway, Target } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { saveBlob, stationFiles, zipStationFiles } from '#lib/client/station-files.ts'
import { CertificateCard } from './certificate-card.tsx'

/** What is stored for each target, with its public parts; keys and tokens are write-only. */
export function CredentialsPanel({ gateway }: { readonly gateway: Gateway }) {
  return (
    <>
      <div className="grid gap-x-10 gap-y-10 xl:grid-cols-2">
        <TargetSection category="tc" label="LNS" target={gateway.desired.tc} gateway={gateway} />
        <TargetSection category="cups" label="CUPS" target={gateway.desired.cups} gateway={gateway} />
        <BootstrapSection gateway={gateway.gateway} />
      </div>
      <GatewayCertificates gateway={gateway.gateway} />
    </>
  )
}

interface TargetSectionProps {
  readonly category: Category
  readonly label: string
  readonly target: Target | null
  readonly gateway: Gateway
}

const KEY_TEXT = {
  none: t`None`,
  token: t`A token, stored encrypted. It is never shown.`,
  'private-key': t`A private key, stored encrypted. It is never shown.`,
} as const

function TargetSection({ category, label, target, gateway }: TargetSectionProps) {
  const owner = useOwnerId()
  const may = useCan('gateway:setup')
  const setup = paths.setup(owner, gateway.gateway, category)
  if (!target) {
    return (
      <section className="min-w-0">
        <h2 className="mb-2 flex min-h-8 items-center text-base font-semibold">{label}</h2>
        <p className="text-sm text-ink-2">
          <Trans>Not managed: nothing is sent and nothing is compared.</Trans>
        </p>
        {may && (
          <ButtonLink href={setup} className="mt-3">
            <Trans>Set {label}</Trans>
          </ButtonLink>
        )}
      </section>
    )
  }
  const download = async () => {
    const files = stationFiles(category, { uri: target.uri, trust: target.trust?.pem, crt: target.crt?.pem })
    saveBlob(await zipStationFiles(files), `${category}-${gateway.gateway.replaceAll(':', '-')}.zip`)
  }
  return (
    <section className="min-w-0">
      <div className="mb-2 flex items-center gap-2">
        <h2 className="flex-1 text-base font-semibold">{label}</h2>
        <Button variant="ghost" onClick={() => void download()}>
          <Download aria-hidden className="size-3.5" /> <Trans>Files</Trans>
        </Button>
        {may && (
          <ButtonLink href={setup}>
            <Trans>Change</Trans>
          </ButtonLink>
        )}
      </div>
      <dl className="mb-4 border-t text-sm">
        <Line name="URI">
          <CopyValue text={target.uri} what={t`the ${label} URI`} />
        </Line>
        {target.lnsUri && (
          <Line name={t`Refers to`}>
            <CopyValue text={target.lnsUri} what={t`the URI that it refers to`} />
            <span className="block text-ink-2">
              <Trans>Discovery by Gatehouse: the gateway asks here first.</Trans>
            </span>
          </Line>
        )}
        <Line name={t`Version`}>
          <Trans>
            {target.version}, set <RelativeTime at={target.createdAt} />
          </Trans>
        </Line>
        <Line name={t`Offered`}>
          <RelativeTime at={target.offeredAt} none={t`Not yet`} />
        </Line>
        <Line name={t`Proven`}>
          <RelativeTime at={target.provenAt} none={t`Not yet`} />
        </Line>
        {target.failedAt && (
          <Line name={t`Failed`}>
            <RelativeTime at={target.failedAt} />
          </Line>
        )}
        {target.crc !== null && (
          <Line name="CRC">
            <CrcWithCopy value={target.crc} what={t`the CRC of ${label}`} />
          </Line>
        )}
      </dl>
      <div className="flex flex-col gap-3">
        {target.trust && <CertificateCard title={t`Trust`} facts={target.trust} />}
        {target.crt && <CertificateCard title={t`Certificate`} facts={target.crt} />}
        {target.key !== 'none' && (
          <p className="flex items-center gap-2 text-sm text-ink-2">
            <KeyRound aria-hidden className="size-4 shrink-0 text-ink-3" />
            <Trans>{KEY_TEXT[target.key]} The downloaded files leave it out.</Trans>
          </p>
        )}
      </div>
    </section>
  )
}

function Line({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div className="flex min-h-9 items-center gap-3 border-b py-1.5">
      <dt className="w-24 shrink-0 text-ink-2">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  )
}
