'use client'

import { FileKey, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input, Textarea } from '#components/ui/field.tsx'
import { FileDrop } from '#components/ui/file-drop.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { notify } from '#components/ui/toast.tsx'
import { api } from '#lib/client/api.ts'
import { type Material, readKeyFile, readKeyText } from '#lib/client/key-material.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'

interface DroppedKey {
  readonly name: string
  readonly material: Material
}

export function AddKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const owner = useOwnerId()
  const [name, setName] = useState('')
  const [text, setText] = useState('')
  const [file, setFile] = useState<DroppedKey>()
  const [fault, setFault] = useState<string>()
  const add = useWrite(
    (key: string) => api.addSigningKey(owner, { name: name.trim(), key }),
    [keys.signingKeys(owner)],
    (stored) => {
      const known = stored.name !== name.trim()
      notify(
        known
          ? `This key is here already as “${stored.name}”`
          : `Added ${stored.name} with CRC ${formatCrc(stored.keycrc)}`,
      )
      onClose()
    },
  )
  const problem = add.error instanceof ApiProblem ? add.error : undefined
  const take = async ([dropped]: File[]) => {
    if (!dropped) return
    add.reset()
    setFault(undefined)
    setFile({ name: dropped.name, material: readKeyFile(dropped.name, new Uint8Array(await dropped.arrayBuffer())) })
    if (!name) setName(dropped.name.replace(/(\.pub)?\.(pem|der|key|pub)$/i, ''))
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const material = file?.material ?? readKeyText(text)
    const error = !file && text.trim() === '' ? 'Drop the public key or paste it.' : material.error
    setFault(error)
    if (!error && material.error === undefined) add.mutate(material.base64)
  }
  const keyError = fault ?? file?.material.error ?? problem?.field('key')
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title="Add signing key"
      description="The public key, P-256. The private key stays where you sign; Gatehouse never needs it."
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        {!problem?.field('key') && !problem?.field('name') && <Problem error={add.error} />}
        {file ? (
          <div className="flex min-h-10 items-center gap-2 rounded-md border px-3 py-1 text-sm">
            <FileKey aria-hidden className="size-4 shrink-0 text-ink-3" />
            <span className="mono min-w-0 flex-1 truncate">{file.name}</span>
            <IconButton
              label={`Take ${file.name} away`}
              onClick={() => {
                setFile(undefined)
                add.reset()
              }}
            >
              <X aria-hidden className="size-4" />
            </IconButton>
          </div>
        ) : (
          <FileDrop label="Drop the public key," single onFiles={(files) => void take(files)} />
        )}
        <Field
          label="Or paste it"
          error={keyError}
          hint="PEM, or the 64 bytes of a sig-N.key as Base64 or hex."
          className={file && !keyError ? 'hidden' : undefined}
        >
          <Textarea
            rows={4}
            value={text}
            onChange={(event) => {
              setText(event.target.value)
              setFile(undefined)
              setFault(undefined)
            }}
            className="mono text-[0.75rem]!"
            placeholder="-----BEGIN PUBLIC KEY-----"
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
          />
        </Field>
        <Field label="Name" hint="How you tell it from the others, e.g. “release 2026”." error={problem?.field('name')}>
          <Input value={name} onChange={(event) => setName(event.target.value)} maxLength={80} required />
        </Field>
        <Actions>
          <Button type="submit" variant="primary" pending={add.isPending}>
            Add key
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </Actions>
      </form>
    </Dialog>
  )
}
