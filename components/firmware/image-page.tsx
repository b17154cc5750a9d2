'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Download, Package, Trash2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Opened } from '#components/shell/opened.tsx'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Badge } from '#components/ui/state.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import { api } from '#lib/client/api.ts'
import type { FirmwareImage } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { useImage } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import type { ScriptFacts } from '#lib/domain/update-script.ts'
import { ImageAbout } from './image-about.tsx'
import { ImageUses } from './image-uses.tsx'
import { SignaturesSection } from './signatures-section.tsx'
import { SigningGuide } from './signing-guide.tsx'

const DeleteImageDialog = dynamic(
  () => import('./delete-image-dialog.tsx').then((module) => module.DeleteImageDialog),
  { loading: () => null },
)

/** `crc`: as the address has it. */
export function ImagePage({ crc }: { readonly crc: string }) {
  return /^\d{1,10}$/.test(crc) ? <KnownImage crc={Number(crc)} /> : <NoSuchImage />
}

function KnownImage({ crc }: { readonly crc: number }) {
  const owner = useOwnerId()
  const { data, error, refetch } = useImage(owner, crc)
  const gone = error instanceof ApiProblem && [400, 404, 422].includes(error.status)
  if (gone) return <NoSuchImage />
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />
  const crumbs = [{ label: t`Firmware`, href: paths.firmware(owner) }]
  if (!data) {
    return (
      <div aria-busy>
        <PageHeader crumbs={crumbs} title={<span className="skeleton inline-block h-5 w-28" />} />
        <div className="flex flex-col gap-4">
          {['a', 'b', 'c', 'd', 'e'].map((row) => (
            <div key={row} className="skeleton h-4 w-full max-w-2xl" />
          ))}
        </div>
        <Waiting what={t`the image`} />
      </div>
    )
  }
  return (
    <>
      <Opened kind="firmware" id={String(crc)} name={data.version} about={data.model} />
      <PageHeader
        crumbs={crumbs}
        title={<span className="break-all">{data.version}</span>}
        aside={
          <>
            {data.model && <Badge>{data.model}</Badge>}
            {data.flavor && <Badge>{data.flavor}</Badge>}
            {data.script && <Badge>{t`Update script`}</Badge>}
          </>
        }
        lead={<span className="mono break-all">{data.name}</span>}
        actions={<ImageActions image={data} />}
      />
      {error && <Problem error={error} onRetry={() => void refetch()} className="mb-4" />}
      <div className="grid gap-x-10 gap-y-8 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-8">
          {data.script && <ScriptNotice script={data.script} />}
          <ImageAbout image={data} />
          <SignaturesSection image={data} />
          <SigningGuide image={data} />
        </div>
        <ImageUses image={data} />
      </div>
    </>
  )
}

/** What running it does to a gateway. */
function ScriptNotice({ script }: { readonly script: ScriptFacts }) {
  return (
    <Notice kind={script.secret ? 'warning' : 'info'}>
      <Trans>
        {script.bootSet && t`It replaces the boot set, cups-boot. `}
        {script.renewsBackup && t`It has Station make the backup set, cups-bak, anew at its next start. `}
        It removes itself, and changes the package last.
        {script.secret &&
          t` It holds a secret: it goes to gateways only and cannot be downloaded. Sign it by its SHA-512, or with a key that is kept here.`}
      </Trans>
    </Notice>
  )
}

function ImageActions({ image }: { readonly image: FirmwareImage }) {
  const owner = useOwnerId()
  const may = useCan('firmware:write')
  const [deleting, setDeleting] = useState(false)
  return (
    <div className="flex items-center gap-2 max-sm:flex-row-reverse">
      {may && (
        <IconButton label={t`Delete the image`} className="size-8!" onClick={() => setDeleting(true)}>
          <Trash2 aria-hidden className="size-4" />
        </IconButton>
      )}
      {!image.script?.secret && (
        <ButtonLink href={api.imageContent(owner, image.fwcrc)} download={image.name || true}>
          <Download aria-hidden className="size-3.5" /> <Trans>Download</Trans>
        </ButtonLink>
      )}
      {may && (
        <ButtonLink
          href={paths.newRollout(owner, new URLSearchParams({ image: String(image.fwcrc) }))}
          variant="primary"
        >
          <Trans>Roll out</Trans>
        </ButtonLink>
      )}
      {deleting && <DeleteImageDialog image={image} onClose={() => setDeleting(false)} />}
    </div>
  )
}

function NoSuchImage() {
  const owner = useOwnerId()
  return (
    <EmptyState
      page
      icon={Package}
      title={t`No such image`}
      actions={
        <ButtonLink href={paths.firmware(owner)}>
          <Trans>Back to firmware</Trans>
        </ButtonLink>
      }
    >
      <Trans>No image of this owner has that CRC. It may have been deleted, or it belongs to another owner.</Trans>
    </EmptyState>
  )
}
