'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useRouter } from 'next/navigation'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { notify } from '#components/ui/toast.tsx'
import { TypedConfirmation } from '#components/ui/typed-confirmation.tsx'
import { api } from '#lib/client/api.ts'
import type { FirmwareImage } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { keys, useWrite } from '#lib/client/queries.ts'

interface DeleteImageDialogProps {
  readonly image: FirmwareImage
  readonly onClose: () => void
}

const gateways = (count: number): string => (count === 1 ? t`One gateway` : t`${formatCount(count)} gateways`)

/** Says what uses the image; one that a gateway waits for cannot go. */
export function DeleteImageDialog({ image, onClose }: DeleteImageDialogProps) {
  const owner = useOwnerId()
  const router = useRouter()
  const { scheduled, offered, confirmed } = image.schedules
  const send = () => api.deleteImage(owner, image.fwcrc)
  const remove = useWrite(send, [[...keys.images(owner), 'list'], keys.signingKeys(owner)], () => {
    notify(t`Deleted ${image.version}`)
    router.replace(paths.firmware(owner))
  })
  if (scheduled > 0) {
    return (
      <Dialog open onOpenChange={onClose} title={t`This image is in use`}>
        <p className="mb-4 text-sm text-ink-2">
          <Trans>
            {scheduled === 1
              ? t`One gateway is scheduled for it. Cancel the update on the Firmware tab of that gateway first.`
              : t`${gateways(scheduled)} are scheduled for it. Cancel the update on the Firmware tab of each of them first.`}{' '}
            Then the image can be deleted.
          </Trans>
        </p>
        <Button onClick={onClose}>
          <Trans>Close</Trans>
        </Button>
      </Dialog>
    )
  }
  return (
    <TypedConfirmation
      title={t`Delete this image`}
      text={image.version}
      what={t`the version of the image`}
      action={t`Delete image`}
      pending={remove.isPending}
      error={remove.error}
      call={send}
      onConfirm={() => remove.mutate(undefined)}
      onClose={onClose}
    >
      <li>
        <span className="font-medium text-ink">
          {image.signatures.length === 1
            ? t`The image and its signature are removed here.`
            : t`The image and its ${image.signatures.length} signatures are removed here.`}
        </span>{' '}
        <Trans>To have them again, upload and sign it again.</Trans>
      </li>
      {offered > 0 && (
        <li>
          {offered === 1
            ? t`1 gateway was sent it and has not reported a result yet.`
            : t`${formatCount(offered)} gateways were sent it and have not reported a result yet.`}
        </li>
      )}
      <li>
        {confirmed > 0 && `${confirmedText(confirmed)} `}
        <Trans>
          What runs on gateways stays there; an update that does not delete itself runs again at each start of Station.
        </Trans>
      </li>
    </TypedConfirmation>
  )
}

const confirmedText = (count: number): string =>
  count === 1 ? t`1 gateway confirmed it.` : t`${formatCount(count)} gateways confirmed it.`
