'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { CircleAlert, FileKey, X } from 'lucide-react'
import { useId, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Field, Textarea } from '#components/ui/field.tsx'
import { FileDrop } from '#components/ui/file-drop.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { JoinServer } from '#lib/client/interop-api.ts'
import type { FileDraft } from '#lib/client/join-server-draft.ts'

type Facts = NonNullable<NonNullable<JoinServer['tls']>['certificate']>['certificates']

interface TlsFileFieldProps {
  readonly label: string
  readonly hint: string
  readonly file: FileDraft | null
  /** Of the stored file. */
  readonly facts?: Facts | undefined
  readonly secret?: boolean
  readonly error: string | undefined
  readonly defaultPath: string
  readonly onFile: (file: FileDraft | null) => void
}

/** More than any chain; a wrong file is not even read. */
const MOST = 256 * 1024

/** A PEM file by drop, picker or paste; what is stored stays until another one is given. */
export function TlsFileField({ label, hint, file, facts, secret, error, defaultPath, onFile }: TlsFileFieldProps) {
  const id = useId()
  const [fault, setFault] = useState<string>()
  const [pasting, setPasting] = useState(false)
  const take = (content: string) => {
    setPasting(false)
    setFault(undefined)
    onFile({ path: file?.path ?? defaultPath, content, stored: false })
  }
  const drop = async ([dropped]: File[]) => {
    if (!dropped) return
    if (dropped.size > MOST) setFault(t`${dropped.name} is larger than a certificate or key. Choose another file.`)
    else take(await dropped.text())
  }
  const said = fault ?? error
  return (
    // biome-ignore lint/a11y/useSemanticElements: it stands in a fieldset already, and has no legend of its own
    <div role="group" aria-labelledby={id} className="flex min-w-0 flex-col gap-1.5">
      <span id={id} className="text-sm font-medium">
        {label}
      </span>
      {file && (
        <div className="flex min-h-10 items-center gap-2 rounded-md border px-3 py-1 text-sm">
          <FileKey aria-hidden className="size-4 shrink-0 text-ink-3" />
          <span className="min-w-0 flex-1 break-words">
            <span className="mono text-xs">{file.path}</span>{' '}
            <span className="text-ink-2">
              {file.content !== undefined ? (
                t`New file, checked when you save`
              ) : secret ? (
                t`Stored`
              ) : (
                <StoredFacts facts={facts} />
              )}
            </span>
          </span>
          <IconButton label={t`Remove: ${label}`} onClick={() => onFile(null)}>
            <X aria-hidden className="size-4" />
          </IconButton>
        </div>
      )}
      {pasting ? (
        <Paste label={label} onContent={take} />
      ) : (
        <FileDrop
          label={file ? t`${label}: drop another file,` : t`${label}: drop a file,`}
          single
          onFiles={(files) => void drop(files)}
        >
          <button
            type="button"
            onClick={() => setPasting(true)}
            className="rounded-sm text-sm font-medium text-accent-ink underline underline-offset-3"
          >
            <Trans>Paste</Trans>
          </button>
        </FileDrop>
      )}
      {said ? (
        <p role="alert" className="flex items-start gap-1.5 text-sm text-danger">
          <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          <span className="min-w-0 break-words">{said}</span>
        </p>
      ) : (
        <p className="text-sm text-ink-3">{hint}</p>
      )}
    </div>
  )
}

function Paste({ label, onContent }: { readonly label: string; readonly onContent: (text: string) => void }) {
  const [text, setText] = useState('')
  return (
    <div className="flex flex-col gap-2 rounded-md border bg-sunken p-3">
      <Field label={t`${label}, pasted`} hint="PEM">
        <Textarea
          rows={6}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="mono text-[0.75rem]!"
          placeholder="-----BEGIN …-----"
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          autoFocus
        />
      </Field>
      <div>
        <Button disabled={text.trim() === ''} onClick={() => onContent(text)}>
          <Trans>Take it</Trans>
        </Button>
      </div>
    </div>
  )
}

function StoredFacts({ facts }: { readonly facts: Facts | undefined }) {
  const [first] = facts ?? []
  if (!first) return <Trans>Stored</Trans>
  return (
    <Trans>
      {first.subject}, ends <RelativeTime at={first.validTo} />
    </Trans>
  )
}
