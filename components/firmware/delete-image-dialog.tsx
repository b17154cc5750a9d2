'use client'

import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { notify } from '#components/ui/toast.tsx'
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
  const [typed, setTyped] = useState('')
  const [fault, setFault] = useState<string>()
  const { scheduled, offered, confirmed } = image.schedules
  const remove = useWrite(
    () => api.deleteImage(owner, image.fwcrc),
    [[...keys.images(owner), 'list'], keys.signingKeys(owner)],
    () => {
      notify(`Deleted ${image.version}`)
      router.replace(paths.firmware(owner))
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const same = typed.trim() === image.version
    setFault(same ? undefined : `This is not the version of the image. Type ${image.version}.`)
    if (same) remove.mutate(undefined)
  }
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
    <Dialog open onOpenChange={onClose} title="Delete this image">
      <form onSubmit={submit} className="flex flex-col gap-4">
        <ul className="list-disc space-y-1.5 pl-5 text-sm text-ink-2">
          <li>
            <span className="font-medium text-ink">
              The image and its {image.signatures.length === 1 ? 'signature' : `${image.signatures.length} signatures`}{' '}
              are removed here.
            </span>{' '}
            To have them again, upload and sign it again.
          </li>
          {offered > 0 && (
            <li>
              {gateways(offered)} {offered === 1 ? 'was' : 'were'} sent it and {offered === 1 ? 'has' : 'have'} not
              reported a result yet.
            </li>
          )}
          <li>
            {confirmed > 0 ? `${gateways(confirmed)} confirmed it. ` : ''}What runs on gateways stays there; an update
            that does not delete itself runs again at each start of Station.
          </li>
        </ul>
        <Problem error={remove.error} />
        <Field
          label={
            <>
              Type <span className="mono select-all">{image.version}</span>
            </>
          }
          error={fault}
        >
          <Input
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            className="mono"
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            autoFocus
          />
        </Field>
        <Actions>
          <Button type="submit" variant="danger" pending={remove.isPending}>
            Delete image
          </Button>
          <Button onClick={onClose}>Keep it</Button>
        </Actions>
      </form>
    </Dialog>
  )
}
