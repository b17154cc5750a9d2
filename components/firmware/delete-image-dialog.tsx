'use client'

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

const gateways = (count: number): string => (count === 1 ? 'One gateway' : `${formatCount(count)} gateways`)

/** Says what uses the image; one that a gateway waits for cannot go. */
export function DeleteImageDialog({ image, onClose }: DeleteImageDialogProps) {
  const owner = useOwnerId()
  const router = useRouter()
  const { scheduled, offered, confirmed } = image.schedules
  const remove = useWrite(
    () => api.deleteImage(owner, image.fwcrc),
    [[...keys.images(owner), 'list'], keys.signingKeys(owner)],
    () => {
      notify(`Deleted ${image.version}`)
      router.replace(paths.firmware(owner))
    },
  )
  if (scheduled > 0) {
    return (
      <Dialog open onOpenChange={onClose} title="This image is in use">
        <p className="mb-4 text-sm text-ink-2">
          {scheduled === 1
            ? 'One gateway is scheduled for it. Cancel the update on the Firmware tab of that gateway first.'
            : `${gateways(scheduled)} are scheduled for it. Cancel the update on the Firmware tab of each of them first.`}{' '}
          Then the image can be deleted.
        </p>
        <Button onClick={onClose}>Close</Button>
      </Dialog>
    )
  }
  return (
    <TypedConfirmation
      title="Delete this image"
      text={image.version}
      what="the version of the image"
      action="Delete image"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(undefined)}
      onClose={onClose}
    >
      <li>
        <span className="font-medium text-ink">
          The image and its {image.signatures.length === 1 ? 'signature' : `${image.signatures.length} signatures`} are
          removed here.
        </span>{' '}
        To have them again, upload and sign it again.
      </li>
      {offered > 0 && (
        <li>
          {gateways(offered)} {offered === 1 ? 'was' : 'were'} sent it and {offered === 1 ? 'has' : 'have'} not reported
          a result yet.
        </li>
      )}
      <li>
        {confirmed > 0 ? `${gateways(confirmed)} confirmed it. ` : ''}What runs on gateways stays there; an update that
        does not delete itself runs again at each start of Station.
      </li>
    </TypedConfirmation>
  )
}
