'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { FileArchive, X } from 'lucide-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Field, Input, Textarea } from '#components/ui/field.tsx'
import { FileDrop } from '#components/ui/file-drop.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import type { ImageNames } from '#lib/client/contracts.ts'
import { formatSize } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { noteUpload, refuseFile } from '#lib/client/upload-image.ts'
import { UploadProgress } from './upload-progress.tsx'
import { UploadedImageCard } from './uploaded-image-card.tsx'
import { useUpload } from './use-upload.ts'

const NO_NAMES: ImageNames = { version: '', model: '', flavor: '', notes: '' }

/** The version that stands in a file's name: `station-2.1.0-rc1.bin` → `2.1.0-rc1`. */
const versionIn = (name: string): string =>
  /\d+(?:\.\d+)+(?:-(?:rc|beta|alpha)\.?\d*)?/i.exec(name.replace(/\.\w+$/, ''))?.[0] ?? ''

export function UploadForm() {
  const owner = useOwnerId()
  const may = useCan('firmware:write')
  const upload = useUpload(owner)
  const [file, setFile] = useState<File>()
  const [fileFault, setFileFault] = useState<string>()
  const [names, setNames] = useState(NO_NAMES)
  const { state } = upload
  const header = (
    <PageHeader
      crumbs={[{ label: t`Firmware`, href: paths.firmware(owner) }]}
      title={t`Upload image`}
      lead={t`The file that the gateway runs, exactly as you sign it. Up to 1 GiB.`}
    />
  )
  if (!may) {
    return (
      <>
        {header}
        <Notice>
          <Trans>Images are uploaded by the owner’s admins and operators. Ask one of them.</Trans>
        </Notice>
      </>
    )
  }
  if (state.phase === 'done') {
    const again = () => {
      setFile(undefined)
      setNames(NO_NAMES)
      upload.reset()
    }
    return <UploadedImageCard image={state.image} onAgain={again} />
  }
  const take = ([chosen]: File[]) => {
    if (!chosen) return
    const fault = refuseFile(chosen)
    setFileFault(fault)
    setFile(fault ? undefined : chosen)
    if (state.phase === 'failed') upload.reset()
    if (!fault && !names.version) setNames({ ...names, version: versionIn(chosen.name) })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setFileFault(file ? undefined : t`Drop the image or choose it.`)
    if (file) void upload.start(file, trimmed(names))
  }
  const sending = state.phase === 'sending'
  const problem = state.phase === 'failed' && state.error instanceof ApiProblem ? state.error : undefined
  const set = (name: keyof ImageNames) => (event: { target: { value: string } }) =>
    setNames({ ...names, [name]: event.target.value })
  return (
    <div className="max-w-2xl">
      {header}
      <form onSubmit={submit} className="flex flex-col gap-5">
        {state.phase === 'failed' && !problem?.field('version') && <Problem error={state.error} />}
        {state.phase === 'idle' && state.cancelled && (
          <Notice>
            <Trans>Cancelled. Nothing was stored.</Trans>
          </Notice>
        )}
        <div>
          {file ? (
            <ChosenFile file={file} onClear={sending ? undefined : () => setFile(undefined)}>
              {sending && <UploadProgress state={state} />}
            </ChosenFile>
          ) : (
            <FileDrop label={t`Drop the image,`} single onFiles={take} />
          )}
          {fileFault && (
            <p role="alert" className="mt-1.5 text-sm text-danger">
              {fileFault}
            </p>
          )}
        </div>
        <fieldset disabled={sending} className="flex flex-col gap-5">
          <legend className="sr-only">
            <Trans>About the image</Trans>
          </legend>
          <Field
            label={t`Version`}
            error={problem?.field('version')}
            hint={t`As the gateway reports it in “package” once the update has run.`}
          >
            <Input value={names.version} onChange={set('version')} maxLength={64} required placeholder="2.1.0" />
          </Field>
          <div className="grid gap-5 sm:grid-cols-2">
            <Field label={t`Model`} hint={t`Optional. As the gateway reports it.`} error={problem?.field('model')}>
              <Input value={names.model} onChange={set('model')} maxLength={64} />
            </Field>
            <Field label={t`Flavor`} hint={t`Optional. Your word for the kind.`} error={problem?.field('flavor')}>
              <Input value={names.flavor} onChange={set('flavor')} maxLength={64} />
            </Field>
          </div>
          <Field label={t`Notes`} hint={t`Optional. What changed, for whom it is.`} error={problem?.field('notes')}>
            <Textarea rows={3} value={names.notes} onChange={set('notes')} maxLength={4000} />
          </Field>
        </fieldset>
        <Actions>
          {sending ? (
            // Keys: without them this button would become the one that submits, while it is being pressed.
            <Button key="stop" onClick={upload.cancel}>
              <Trans>Cancel upload</Trans>
            </Button>
          ) : (
            <>
              <Button key="start" type="submit" variant="primary">
                <Trans>Upload image</Trans>
              </Button>
              <ButtonLink href={paths.firmware(owner)} variant="ghost">
                <Trans>Cancel</Trans>
              </ButtonLink>
            </>
          )}
        </Actions>
        <SameAsCurl call={() => file && noteUpload({ owner, file, names: trimmed(names) })} />
      </form>
    </div>
  )
}

const trimmed = ({ version, model, flavor, notes }: ImageNames): ImageNames => ({
  version: version.trim(),
  model: model.trim(),
  flavor: flavor.trim(),
  notes: notes.trim(),
})

interface ChosenFileProps {
  readonly file: File
  /** Not while it is sent. */
  readonly onClear: (() => void) | undefined
  readonly children: ReactNode
}

function ChosenFile({ file, onClear, children }: ChosenFileProps) {
  return (
    <div className="rounded-md border px-3 py-1.5 text-sm">
      <div className="flex min-h-7 items-center gap-2">
        <FileArchive aria-hidden className="size-4 shrink-0 text-ink-3" />
        <span className="mono min-w-0 truncate">{file.name}</span>
        <span className="flex-1 whitespace-nowrap text-ink-3">{formatSize(file.size)}</span>
        {onClear && (
          <IconButton label={t`Take ${file.name} away`} onClick={onClear}>
            <X aria-hidden className="size-4" />
          </IconButton>
        )}
      </div>
      {children}
    </div>
  )
}
