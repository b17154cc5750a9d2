'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { FileKey, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Choice } from '#components/ui/choice.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input, Textarea } from '#components/ui/field.tsx'
import { FileDrop } from '#components/ui/file-drop.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { notify } from '#components/ui/toast.tsx'
import { api } from '#lib/client/api.ts'
import { type Material, readKeyFile, readKeyText } from '#lib/client/key-material.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { formatCrc, nameKey } from '#lib/domain/crc-text.ts'

interface DroppedKey {
  readonly name: string
  readonly material: Material
}

/** A public key whose private part is elsewhere, or a new pair that is kept here. */
export function AddKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const [kept, setKept] = useState(false)
  return (
    <Dialog open onOpenChange={onClose} wide title={t`Add signing key`}>
      <fieldset className="mb-4 grid gap-2 sm:grid-cols-2">
        <legend className="sr-only">
          <Trans>Where the private key is</Trans>
        </legend>
        <Choice name="key-place" checked={!kept} onSelect={() => setKept(false)} title={t`I have a key`}>
          <Trans>You sign where the private key is. Give its public part.</Trans>
        </Choice>
        <Choice name="key-place" checked={kept} onSelect={() => setKept(true)} title={t`Make a key here`}>
          <Trans>Gatehouse keeps it, in its HSM where it has one, and signs at the press of a button.</Trans>
        </Choice>
      </fieldset>
      {kept ? <MakeKeyForm onClose={onClose} /> : <GiveKeyForm onClose={onClose} />}
    </Dialog>
  )
}

function MakeKeyForm({ onClose }: { readonly onClose: () => void }) {
  const owner = useOwnerId()
  const [name, setName] = useState('')
  const send = () => api.addSigningKey(owner, { name: name.trim(), generate: true })
  const make = useWrite(send, [keys.signingKeys(owner)], (stored) => {
    notify(t`Made ${nameKey(stored.keycrc, stored.name)}`)
    onClose()
  })
  const problem = make.error instanceof ApiProblem ? make.error : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate(undefined)
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {!problem?.field('name') && <Problem error={make.error} />}
      <ul className="list-disc space-y-1.5 pl-5 text-sm text-ink-2">
        <li>
          <Trans>
            The private key never leaves this installation: no download, no API, no backup apart from its database.
          </Trans>
        </li>
        <li>
          <Trans>Whoever may write firmware here can sign with it. Each signature is in the audit trail.</Trans>
        </li>
        <li>
          <Trans>Put its public part on gateways as sig-0.key. From then on they run only what is signed.</Trans>
        </li>
      </ul>
      <NameField value={name} onChange={setName} error={problem?.field('name')} />
      <Actions>
        <Button type="submit" variant="primary" pending={make.isPending}>
          <Trans>Make key</Trans>
        </Button>
        <Button onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
      </Actions>
      <SameAsCurl call={send} />
    </form>
  )
}

interface NameFieldProps {
  readonly value: string
  readonly onChange: (name: string) => void
  readonly error: string | undefined
}

function NameField({ value, onChange, error }: NameFieldProps) {
  return (
    <Field label={t`Name`} hint={t`How you tell it from the others, e.g. “release 2026”.`} error={error}>
      <Input value={value} onChange={(event) => onChange(event.target.value)} maxLength={80} required />
    </Field>
  )
}

function GiveKeyForm({ onClose }: { readonly onClose: () => void }) {
  const owner = useOwnerId()
  const [name, setName] = useState('')
  const [text, setText] = useState('')
  const [file, setFile] = useState<DroppedKey>()
  const [fault, setFault] = useState<string>()
  const send = (key: string) => api.addSigningKey(owner, { name: name.trim(), key })
  const add = useWrite(send, [keys.signingKeys(owner)], (stored) => {
    const known = stored.name !== name.trim()
    notify(
      known
        ? t`This key is here already as “${stored.name}”`
        : t`Added ${stored.name} with CRC ${formatCrc(stored.keycrc)}`,
    )
    onClose()
  })
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
    const error = !file && text.trim() === '' ? t`Drop the public key or paste it.` : material.error
    setFault(error)
    if (!error && material.error === undefined) add.mutate(material.base64)
  }
  const keyError = fault ?? file?.material.error ?? problem?.field('key')
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {!problem?.field('key') && !problem?.field('name') && <Problem error={add.error} />}
      {file ? (
        <div className="flex min-h-10 items-center gap-2 rounded-md border px-3 py-1 text-sm">
          <FileKey aria-hidden className="size-4 shrink-0 text-ink-3" />
          <span className="mono min-w-0 flex-1 truncate">{file.name}</span>
          <IconButton
            label={t`Take ${file.name} away`}
            onClick={() => {
              setFile(undefined)
              add.reset()
            }}
          >
            <X aria-hidden className="size-4" />
          </IconButton>
        </div>
      ) : (
        <FileDrop label={t`Drop the public key,`} single onFiles={(files) => void take(files)} />
      )}
      <Field
        label={t`Or paste it`}
        error={keyError}
        hint={t`PEM, or the 64 bytes of a sig-N.key as Base64 or hex.`}
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
      <NameField value={name} onChange={setName} error={problem?.field('name')} />
      <Actions>
        <Button type="submit" variant="primary" pending={add.isPending}>
          <Trans>Add key</Trans>
        </Button>
        <Button onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
      </Actions>
      <SameAsCurl
        call={() => {
          const material = file?.material ?? readKeyText(text)
          return material.error === undefined && send(material.base64)
        }}
      />
    </form>
  )
}
