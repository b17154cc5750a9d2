'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { PenLine, ShieldCheck, Trash2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Link } from '#components/ui/link.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { notify } from '#components/ui/toast.tsx'
import { api } from '#lib/client/api.ts'
import type { FirmwareImage, FirmwareSignature, SigningKey } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { keys, useSigningKeys, useWrite } from '#lib/client/queries.ts'
import { formatCrc, nameKey } from '#lib/domain/crc-text.ts'
import { AddSignature } from './add-signature.tsx'
import { Crc } from './crc.tsx'
import { useKeyNames } from './key-names.ts'

const DeleteSignatureDialog = dynamic(
  () => import('./delete-signature-dialog.tsx').then((module) => module.DeleteSignatureDialog),
  { loading: () => null },
)

/** The signatures that were verified over the image, and the way to add one. */
export function SignaturesSection({ image }: { readonly image: FirmwareImage }) {
  const owner = useOwnerId()
  const may = useCan('firmware:write')
  const signingKeys = useSigningKeys(owner).data?.keys
  const [deleting, setDeleting] = useState<FirmwareSignature>()
  return (
    <section aria-labelledby="signatures">
      <h2 id="signatures" className="mb-2 flex min-h-8 items-center text-base font-semibold">
        <Trans>Signatures</Trans>
      </h2>
      {image.signatures.length > 0 ? (
        <ul className="mb-4 border-t text-sm">
          {image.signatures.map((signature) => (
            <SignatureRow
              key={signature.sigcrc}
              signature={signature}
              onDelete={may ? () => setDeleting(signature) : undefined}
            />
          ))}
        </ul>
      ) : (
        <p className="mb-3 text-sm text-ink-2">
          <Trans>
            None yet. A gateway that holds a key does not get this image; one without a key gets it only where you allow
            unsigned firmware.
          </Trans>
        </p>
      )}
      {may &&
        signingKeys &&
        (signingKeys.length === 0 ? (
          <Notice>
            <Trans>
              A signature is verified before it is kept, with the public key of the signer.{' '}
              <Link
                href={paths.firmware(owner, 'keys')}
                className="rounded-sm font-medium text-accent-ink underline underline-offset-3"
              >
                Add a signing key
              </Link>{' '}
              first.
            </Trans>
          </Notice>
        ) : (
          <div className="flex flex-col gap-3">
            <SignHere image={image} signingKeys={signingKeys} />
            <AddSignature image={image} signingKeys={signingKeys} />
          </div>
        ))}
      {deleting && <DeleteSignatureDialog signature={deleting} onClose={() => setDeleting(undefined)} />}
    </section>
  )
}

interface SignHereProps {
  readonly image: FirmwareImage
  readonly signingKeys: readonly SigningKey[]
}

/** One button for each key that is kept here and has not signed yet. */
function SignHere({ image, signingKeys }: SignHereProps) {
  const owner = useOwnerId()
  const send = (key: SigningKey) => api.signImage(owner, image.fwcrc, key.keycrc)
  const sign = useWrite(send, [keys.images(owner), keys.signingKeys(owner)], (_, key) =>
    notify(t`Signed with ${nameKey(key.keycrc, key.name)}`),
  )
  const able = signingKeys.filter(
    (key) => key.kept && !image.signatures.some((signature) => signature.keycrc === key.keycrc),
  )
  if (able.length === 0) return null
  return (
    <div className="flex flex-col gap-2">
      <Problem error={sign.error} />
      <div className="flex flex-wrap gap-2">
        {able.map((key) => (
          <Button
            key={key.id}
            pending={sign.isPending && sign.variables.id === key.id}
            disabled={sign.isPending}
            onClick={() => sign.mutate(key)}
          >
            <PenLine aria-hidden className="size-3.5" /> <Trans>Sign with {key.name}</Trans>
          </Button>
        ))}
      </div>
      <SameAsCurl call={() => able.map(send)} />
    </div>
  )
}

interface SignatureRowProps {
  readonly signature: FirmwareSignature
  readonly onDelete: (() => void) | undefined
}

function SignatureRow({ signature: { keycrc, sigcrc, createdAt }, onDelete }: SignatureRowProps) {
  const name = useKeyNames()(keycrc)
  return (
    <li className="flex min-h-9 items-center gap-2 border-b py-1">
      <ShieldCheck aria-hidden className="size-4 shrink-0 text-ok" />
      <div className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2">
        <span className="font-medium break-all">{name ?? t`Key`}</span>
        <Crc value={keycrc} />
        <span className="text-ink-3">
          <Trans>
            signature <Crc value={sigcrc} />, verified <RelativeTime at={createdAt} />
          </Trans>
        </span>
      </div>
      {onDelete && (
        <IconButton label={t`Delete the signature of ${name ?? formatCrc(keycrc)}`} onClick={onDelete}>
          <Trash2 aria-hidden className="size-4" />
        </IconButton>
      )}
    </li>
  )
}
