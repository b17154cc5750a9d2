'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Field, Textarea } from '#components/ui/field.tsx'
import { FileDrop } from '#components/ui/file-drop.tsx'
import { bytesToBase64 } from '#lib/client/base64.ts'
import { MAX_CHAIN_BYTES } from '#lib/domain/trust-change/chain-limit.ts'

interface CertificateFileProps {
  readonly label: string
  readonly hint: string
  /** PEM as text, or Base64 of DER; empty: none yet. */
  readonly value: string
  readonly error: string | undefined
  readonly onValue: (value: string) => void
}

/** Certificates from a file, dropped or chosen, or pasted as PEM. A file that is too large is not read at all. */
export function CertificateFile({ label, hint, value, error, onValue }: CertificateFileProps) {
  const [fault, setFault] = useState<string>()
  const [name, setName] = useState('')
  const take = async ([file]: readonly File[]) => {
    if (!file) return
    if (file.size > MAX_CHAIN_BYTES) {
      setFault(t`${file.name} is too large for certificates. Give the PEM file of the certificate.`)
      return
    }
    const bytes = new Uint8Array(await file.arrayBuffer())
    const text = new TextDecoder().decode(bytes)
    setFault(undefined)
    setName(file.name)
    onValue(text.includes('-----BEGIN') ? text : bytesToBase64(bytes))
  }
  return (
    <div className="flex flex-col gap-2">
      <FileDrop
        label={name && value ? t`${name} is taken. Drop another file` : t`${label}: drop the file`}
        hint={hint}
        single
        onFiles={(files) => void take(files)}
      >
        {value && (
          <Button
            variant="ghost"
            onClick={() => {
              setName('')
              onValue('')
            }}
          >
            <Trans>Clear</Trans>
          </Button>
        )}
      </FileDrop>
      <Field label={t`${label}, pasted`} error={fault ?? error}>
        <Textarea
          rows={4}
          value={value}
          onChange={(event) => onValue(event.target.value)}
          className="mono text-[0.75rem]!"
          placeholder="-----BEGIN CERTIFICATE-----"
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
        />
      </Field>
    </div>
  )
}
