'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Plus, X } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import type { HeaderDraft } from '#lib/client/connection-draft.ts'
import { MAX_HEADER, MAX_HEADERS } from '#lib/domain/connections/custom-headers.ts'

interface HeaderFieldsProps {
  readonly headers: readonly HeaderDraft[]
  readonly onHeaders: (headers: readonly HeaderDraft[], pointer?: string) => void
  readonly faultOf: (pointer: string) => string | undefined
}

/** Up to five names and values; a stored secret stays unless its value is typed anew. */
export function HeaderFields({ headers, onHeaders, faultOf }: HeaderFieldsProps) {
  const add = () => {
    const id = Math.max(-1, ...headers.map((one) => one.id)) + 1
    onHeaders([...headers, { id, name: '', value: '', secret: true, keep: false }])
  }
  return (
    <>
      {headers.map((header, index) => (
        <HeaderRow
          key={header.id}
          header={header}
          index={index}
          faultOf={faultOf}
          onChange={(patch, pointer) =>
            onHeaders(
              headers.map((one) => (one.id === header.id ? { ...one, ...patch } : one)),
              pointer,
            )
          }
          onRemove={() => onHeaders(headers.filter((one) => one.id !== header.id))}
        />
      ))}
      <div className="flex items-center gap-3">
        <Button onClick={add} disabled={headers.length >= MAX_HEADERS}>
          <Plus aria-hidden className="size-3.5" /> <Trans>Add header</Trans>
        </Button>
        <span className="text-sm text-ink-3">
          <Trans>
            {headers.length} of {MAX_HEADERS}
          </Trans>
        </span>
      </div>
    </>
  )
}

interface HeaderRowProps {
  readonly header: HeaderDraft
  readonly index: number
  readonly faultOf: (pointer: string) => string | undefined
  readonly onChange: (patch: Partial<HeaderDraft>, pointer: string) => void
  readonly onRemove: () => void
}

function HeaderRow({ header, index, faultOf, onChange, onRemove }: HeaderRowProps) {
  const number = index + 1
  const [namePointer, valuePointer] = [`headers/${index}/name`, `headers/${index}/value`]
  const length = header.name.length + header.value.length
  return (
    // biome-ignore lint/a11y/useSemanticElements: it stands in a fieldset already, and has no legend of its own
    <div
      role="group"
      aria-label={t`Header ${number}`}
      className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-2 gap-y-3 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto]"
    >
      <Field label={t`Name`} error={faultOf(namePointer)} className="max-sm:col-start-1">
        <Input
          value={header.name}
          onChange={(event) => onChange({ name: event.target.value }, namePointer)}
          className="mono"
          placeholder={t`X-Api-Key`}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          autoFocus={header.name === '' && !header.keep}
        />
      </Field>
      <IconButton
        label={header.name ? t`Remove the header ${header.name}` : t`Remove header ${number}`}
        className="mt-7 max-sm:row-start-1 sm:order-last"
        onClick={onRemove}
      >
        <X aria-hidden className="size-4" />
      </IconButton>
      <div className="flex min-w-0 flex-col gap-2 max-sm:col-span-2">
        <Field
          label={t`Value`}
          error={faultOf(valuePointer)}
          hint={
            header.keep
              ? t`Stored. Type a value to replace it.`
              : length > MAX_HEADER * 0.8
                ? t`${length} of ${MAX_HEADER} characters with the name.`
                : undefined
          }
        >
          <Input
            type={header.secret ? 'password' : 'text'}
            value={header.value}
            onChange={(event) => onChange({ value: event.target.value, keep: false }, valuePointer)}
            className="mono"
            placeholder={header.keep ? '••••••••••••' : undefined}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            data-1p-ignore
            data-lpignore="true"
          />
        </Field>
        <label className="flex min-h-6 cursor-pointer items-center gap-2 text-sm text-ink-2 pointer-coarse:min-h-11">
          <input
            type="checkbox"
            checked={header.secret}
            onChange={(event) => onChange({ secret: event.target.checked }, valuePointer)}
            className="size-4 shrink-0 accent-accent"
          />
          <Trans>Secret: never shown again</Trans>
        </label>
      </div>
    </div>
  )
}
