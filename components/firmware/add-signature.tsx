'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ClipboardPaste } from 'lucide-react'
import { useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Field, Select } from '#components/ui/field.tsx'
import { FileDrop } from '#components/ui/file-drop.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PasteBox } from '#components/ui/paste-box.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { Spinner } from '#components/ui/spinner.tsx'
import { notify } from '#components/ui/toast.tsx'
import { api } from '#lib/client/api.ts'
import type { FirmwareImage, SigningKey } from '#lib/client/contracts.ts'
import { formatSize } from '#lib/client/format.ts'
import { type Material, readSignatureFile, readSignatureText } from '#lib/client/key-material.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import { formatCrc, nameKey } from '#lib/domain/crc-text.ts'

interface AddSignatureProps {
  readonly image: FirmwareImage
  readonly signingKeys: readonly SigningKey[]
}

/** By drop or paste; kept only when a registered key verifies it over the whole image. */
export function AddSignature({ image, signingKeys }: AddSignatureProps) {
  const owner = useOwnerId()
  const [keycrc, setKeycrc] = useState('')
  const [pasting, setPasting] = useState(false)
  const [fault, setFault] = useState<string>()
  const request = ({ signature, force }: { readonly signature: string; readonly force?: true }) =>
    api.addSignature(owner, {
      fwcrc: image.fwcrc,
      signature,
      ...(force ? { force } : {}),
      ...(keycrc === '' ? {} : { keycrc: Number(keycrc) }),
    })
  const add = useWrite(request, [keys.images(owner), keys.signingKeys(owner)], (result) => {
    if (result.error) return
    const key = signingKeys.find((one) => one.keycrc === result.keycrc)
    notify(t`Verified and added the signature of ${key ? nameKey(key.keycrc, key.name) : t`the key`}`)
    setPasting(false)
  })
  const send = (material: Material) => {
    add.reset()
    setFault(material.error)
    if (material.error === undefined) add.mutate({ signature: material.base64 })
  }
  const take = async ([file]: File[]) => {
    if (file) send(readSignatureFile(file.name, new Uint8Array(await file.slice(0, 65_536).arrayBuffer())))
  }
  // The server's word counts when the list has been read again too: until then the next one would be lost.
  const refused = fault ?? (add.isPending ? undefined : add.data?.error)
  return (
    <div className="flex flex-col gap-3">
      <Problem error={add.error} />
      {refused && (
        <Notice kind="error">
          {refused}
          {add.data?.unheld && (
            <Button
              className="mt-2 flex"
              pending={add.isPending}
              onClick={() => add.mutate({ signature: add.variables?.signature ?? '', force: true })}
            >
              <Trans>Keep it all the same</Trans>
            </Button>
          )}
        </Notice>
      )}
      {signingKeys.length > 1 && (
        <Field label={t`Signed with`} className="max-w-sm">
          <Select
            value={keycrc}
            onChange={(event) => setKeycrc(event.target.value)}
            options={[
              { value: '', label: t`Whichever key verifies it` },
              ...signingKeys.map((key) => ({
                value: String(key.keycrc),
                label: `${key.name}, ${formatCrc(key.keycrc)}`,
              })),
            ]}
          />
        </Field>
      )}
      <FileDrop
        label={t`Drop the signature,`}
        hint={add.isPending ? undefined : t`ECDSA P-256 over SHA-512, in DER.`}
        single
        disabled={add.isPending}
        onFiles={(files) => void take(files)}
      >
        {add.isPending ? (
          <span className="flex items-center gap-2 text-sm text-ink-2" role="status">
            <Spinner label={t`Verifying`} /> <Trans>Verifying over {formatSize(image.size)}</Trans>
          </span>
        ) : (
          <Button variant="ghost" aria-expanded={pasting} onClick={() => setPasting(!pasting)}>
            <ClipboardPaste aria-hidden className="size-3.5" /> <Trans>Paste</Trans>
          </Button>
        )}
      </FileDrop>
      {pasting && (
        <PasteBox
          label={t`Signature`}
          hint={t`Base64 or hex of the DER.`}
          placeholder={t`MEUCIQ…`}
          action={t`Verify and add`}
          rows={3}
          pending={add.isPending}
          onContent={(text) => send(readSignatureText(text))}
        />
      )}
      {/* Sent as soon as it is dropped: before that, the file stands for it. */}
      <SameAsCurl call={(as) => request({ signature: as.file('-', `${image.name || 'firmware.bin'}.sig`) })} />
    </div>
  )
}
