'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Package } from 'lucide-react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { CREATE_KEY } from '#components/ui/key-marks.ts'
import { Link } from '#components/ui/link.tsx'
import { LinkRow } from '#components/ui/link-row.tsx'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Cell } from '#components/ui/table.tsx'
import type { FirmwareImage } from '#lib/client/contracts.ts'
import { formatSize } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { useImages } from '#lib/client/queries.ts'
import { Author } from './author.tsx'
import { Crc } from './crc.tsx'
import { SignaturesCell } from './signatures-cell.tsx'
import { usesText } from './uses-text.ts'

const COLUMNS: readonly Column[] = [
  { head: t`Version`, skeleton: '7rem' },
  { head: t`Model`, className: 'hidden w-[9rem] lg:table-cell' },
  { head: t`Size`, className: 'hidden w-[6rem] md:table-cell' },
  { head: t`CRC-32`, className: 'hidden w-[7.5rem] lg:table-cell' },
  { head: t`Signed by`, className: 'w-[15rem]', skeleton: '9rem' },
  { head: t`Gateways`, className: 'hidden w-[9rem] md:table-cell' },
  { head: t`Uploaded`, className: 'hidden w-[10rem] xl:table-cell' },
]

export function ImageList() {
  const owner = useOwnerId()
  const { data, error, refetch } = useImages(owner)
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />
  if (data?.images.length === 0) return <NoImages />
  return (
    <>
      {error && <Problem error={error} onRetry={() => void refetch()} className="mb-4" />}
      <ListTable
        label={t`Firmware images`}
        columns={COLUMNS}
        rows={data?.images}
        row={(image) => <ImageRow key={image.fwcrc} image={image} />}
        what={t`the images`}
      />
    </>
  )
}

function ImageRow({ image }: { readonly image: FirmwareImage }) {
  const owner = useOwnerId()
  const href = paths.image(owner, image.fwcrc)
  const none = <span className="text-ink-3">–</span>
  return (
    <LinkRow href={href}>
      <Cell>
        <Link href={href} className="block truncate rounded-sm font-medium text-ink group-hover:text-accent-ink">
          {image.version}
        </Link>
        {image.name && <span className="mono block max-w-[48vw] truncate text-xs text-ink-3">{image.name}</span>}
        <span className="block truncate text-xs text-ink-3 md:hidden">
          {[image.model, formatSize(image.size)].filter(Boolean).join(' · ')}
        </span>
      </Cell>
      <Cell className="hidden text-ink-2 lg:table-cell">
        <span className="block truncate">{image.model || none}</span>
        {image.flavor && <span className="block truncate text-xs text-ink-3">{image.flavor}</span>}
      </Cell>
      <Cell className="hidden whitespace-nowrap text-ink-2 md:table-cell">{formatSize(image.size)}</Cell>
      <Cell className="hidden text-ink-2 lg:table-cell">
        <Crc value={image.fwcrc} />
      </Cell>
      <Cell className="align-middle max-md:w-[45%]">
        <SignaturesCell signatures={image.signatures} />
        <span className="block text-xs text-ink-3 md:hidden">{usesText(image.schedules)}</span>
      </Cell>
      <Cell className="hidden text-ink-2 md:table-cell">{usesText(image.schedules) || none}</Cell>
      <Cell className="hidden text-ink-2 xl:table-cell">
        <RelativeTime at={image.createdAt} plain />
        <span className="block text-xs text-ink-3">
          <Author actor={image.createdBy} name={image.createdByName} />
        </span>
      </Cell>
    </LinkRow>
  )
}

function NoImages() {
  const owner = useOwnerId()
  const may = useCan('firmware:write')
  return (
    <EmptyState
      icon={Package}
      title={t`No firmware yet`}
      actions={
        may && (
          <>
            <ButtonLink href={paths.uploadFirmware(owner)} {...CREATE_KEY} variant="primary">
              <Trans>Upload image</Trans>
            </ButtonLink>
            <ButtonLink href={paths.firmware(owner, 'keys')}>
              <Trans>Signing keys</Trans>
            </ButtonLink>
          </>
        )
      }
    >
      {may
        ? t`An image is the file that a gateway runs to update itself, often a shell script with an archive behind it. Upload it, sign it with your key, then schedule it on a gateway.`
        : t`An admin or operator of this owner uploads images. They appear here with their signatures.`}
    </EmptyState>
  )
}
