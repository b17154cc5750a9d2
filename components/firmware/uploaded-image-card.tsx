'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import type { UploadedImage } from '#lib/client/contracts.ts'
import { formatBytes } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { CrcWithCopy } from './crc.tsx'

interface UploadedImageCardProps {
  readonly image: UploadedImage
  readonly onAgain: () => void
}

/** What became of the upload: stored, or recognised as one that is here. */
export function UploadedImageCard({ image, onAgain }: UploadedImageCardProps) {
  const owner = useOwnerId()
  return (
    <div className="max-w-2xl">
      <PageHeader
        crumbs={[{ label: t`Firmware`, href: paths.firmware(owner) }]}
        title={image.version}
        lead={
          image.duplicate
            ? undefined
            : t`Uploaded and stored. Sign it next: gateways that hold a key run only what that key signed.`
        }
      />
      {image.duplicate && (
        <Notice className="mb-4">
          <Trans>
            You have this image already: every byte is the same. It was not stored twice, and its version and notes
            stayed as they were.
          </Trans>
        </Notice>
      )}
      <Facts
        facts={[
          [
            t`File`,
            <span key="file" className="mono break-all">
              {image.name || '–'}
            </span>,
          ],
          [t`Size`, formatBytes(image.size)],
          ['CRC-32', <CrcWithCopy key="crc" value={image.fwcrc} what={t`the CRC`} />],
          [
            'SHA-512',
            <span key="sha" className="flex items-start gap-1">
              <span className="mono min-w-0 break-all">{image.sha512}</span>
              <CopyButton text={image.sha512} what={t`the SHA-512`} className="-my-1" />
            </span>,
          ],
        ]}
      />
      <Actions className="mt-5">
        <ButtonLink href={paths.image(owner, image.fwcrc)} variant="primary">
          {image.duplicate ? t`Open the image` : t`Sign the image`}
        </ButtonLink>
        <Button onClick={onAgain}>
          <Trans>Upload another</Trans>
        </Button>
      </Actions>
    </div>
  )
}
