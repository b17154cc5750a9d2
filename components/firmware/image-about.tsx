'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { Field, Input, Textarea } from '#components/ui/field.tsx'
import { LateConflict } from '#components/ui/late-conflict.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { notify } from '#components/ui/toast.tsx'
import { api } from '#lib/client/api.ts'
import type { FirmwareImage, ImageNames } from '#lib/client/contracts.ts'
import { formatBytes } from '#lib/client/format.ts'
import { keys } from '#lib/client/queries.ts'
import { textForm, useSharedForm } from '#lib/client/use-shared-form.ts'
import { Author } from './author.tsx'
import { CrcWithCopy } from './crc.tsx'

/** What the bytes are, and what the owner says about them; the latter is edited in its place. */
export function ImageAbout({ image }: { readonly image: FirmwareImage }) {
  const may = useCan('firmware:write')
  const [editing, setEditing] = useState(false)
  return (
    <section aria-labelledby="image-about">
      <div className="mb-2 flex min-h-8 items-center justify-between gap-3">
        <h2 id="image-about" className="text-base font-semibold">
          <Trans>Image</Trans>
        </h2>
        {may && !editing && (
          <Button variant="ghost" onClick={() => setEditing(true)}>
            <Trans>Edit</Trans>
          </Button>
        )}
      </div>
      {editing ? <EditForm image={image} onDone={() => setEditing(false)} /> : <ImageFacts image={image} />}
    </section>
  )
}

function ImageFacts({ image }: { readonly image: FirmwareImage }) {
  return (
    <Facts
      facts={[
        ['CRC-32', <CrcWithCopy key="crc" value={image.fwcrc} what={t`the CRC`} />],
        [
          'SHA-512',
          <span key="sha" className="flex min-w-0 items-center gap-1">
            <span className="mono min-w-0 truncate" data-tip={image.sha512}>
              {image.sha512}
            </span>
            <CopyButton text={image.sha512} what={t`the SHA-512`} className="-my-1" />
          </span>,
        ],
        [t`Size`, formatBytes(image.size)],
        [t`Model`, image.model || <None key="model" />],
        [t`Flavor`, image.flavor || <None key="flavor" />],
        [
          t`Uploaded`,
          <span key="uploaded">
            <RelativeTime at={image.createdAt} />{' '}
            <span className="text-ink-3">
              <Author actor={image.createdBy} name={image.createdByName} />
            </span>
          </span>,
        ],
        [
          t`Notes`,
          image.notes ? (
            <span key="notes" className="whitespace-pre-wrap">
              {image.notes}
            </span>
          ) : (
            <None key="notes" />
          ),
        ],
      ]}
    />
  )
}

const ABOUT = textForm('version', 'model', 'flavor', 'notes')

const None = () => <span className="text-ink-3">–</span>

function EditForm({ image, onDone }: { readonly image: FirmwareImage; readonly onDone: () => void }) {
  const owner = useOwnerId()
  const { draft, setDraft, changed, conflict, taken, choose, save, call, error, fault } = useSharedForm(image, ABOUT, {
    send: (body) => api.changeImage(owner, image.fwcrc, body),
    stale: [keys.images(owner)],
    onSaved: () => {
      notify(t`Saved`)
      onDone()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (changed.length === 0) onDone()
    else save.mutate(undefined)
  }
  const set = (name: keyof ImageNames) => (event: { target: { value: string } }) =>
    setDraft({ ...draft, [name]: event.target.value })
  const faulty = ABOUT.fields.some(fault)
  return (
    <form onSubmit={submit} className="flex max-w-2xl flex-col gap-4">
      {conflict && (
        <LateConflict
          conflict={conflict}
          rules={ABOUT}
          labels={{ version: t`Version`, model: t`Model`, flavor: t`Flavor`, notes: t`Notes` }}
          textOf={(field, of) => of[field]}
          taken={taken}
          onTake={choose}
        />
      )}
      {!faulty && <Problem error={error} />}
      <Field label={t`Version`} error={fault('version')}>
        <Input value={draft.version} onChange={set('version')} maxLength={64} required autoFocus />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t`Model`} error={fault('model')}>
          <Input value={draft.model} onChange={set('model')} maxLength={64} />
        </Field>
        <Field label={t`Flavor`} error={fault('flavor')}>
          <Input value={draft.flavor} onChange={set('flavor')} maxLength={64} />
        </Field>
      </div>
      <Field label={t`Notes`} error={fault('notes')}>
        <Textarea rows={4} value={draft.notes} onChange={set('notes')} maxLength={4000} />
      </Field>
      <Actions>
        <Button type="submit" variant="primary" pending={save.isPending}>
          <Trans>Save</Trans>
        </Button>
        <Button onClick={onDone}>
          <Trans>Cancel</Trans>
        </Button>
      </Actions>
      <SameAsCurl call={call} />
    </form>
  )
}
