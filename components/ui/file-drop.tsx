'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { clsx } from 'clsx'
import { FileUp } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { collectChosen, collectDropped, type Found } from '#lib/client/setup-files/collect-files.ts'

interface FileDropProps {
  /** What to drop, e.g. “Drop trust, certificate and key”. */
  readonly label: string
  readonly hint?: string
  readonly onFiles?: (files: File[]) => void
  /** Instead of `onFiles`: with the paths of dropped and chosen folders. */
  readonly onFound?: (found: Found | Promise<Found>) => void
  readonly disabled?: boolean
  /** One file only. */
  readonly single?: boolean
  readonly children?: ReactNode
}

/** Any number of files by drag-drop or by the picker; pasted text is the caller's. */
export function FileDrop({ label, hint, onFiles, onFound, disabled, single, children }: FileDropProps) {
  const input = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const take = (list: FileList | null) => {
    if (!list || list.length === 0) return
    if (onFound) onFound(collectChosen(list))
    else onFiles?.(single ? [...list].slice(0, 1) : [...list])
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra way; the button inside does the same
    <div
      onDragOver={(event) => {
        if (disabled || !event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false)
      }}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        if (disabled) return
        if (onFound) onFound(collectDropped(event.dataTransfer))
        else take(event.dataTransfer.files)
      }}
      className={clsx(
        'rounded-md border border-dashed transition-colors',
        over ? 'border-accent bg-accent-soft' : 'border-control',
      )}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2.5">
        <FileUp aria-hidden className={clsx('size-4 shrink-0', over ? 'text-accent-ink' : 'text-ink-3')} />
        <div className="min-w-0 flex-1 text-sm">
          <span className="text-ink">{label} </span>
          <button
            type="button"
            disabled={disabled}
            onClick={() => input.current?.click()}
            className="rounded-sm font-medium text-accent-ink underline underline-offset-3 hover:decoration-2 disabled:opacity-55"
          >
            {single ? t`or choose a file` : t`or choose files`}
          </button>
          {onFound && (
            <>
              {' '}
              <button
                type="button"
                disabled={disabled}
                onClick={() => folder.current?.click()}
                className="rounded-sm font-medium text-accent-ink underline underline-offset-3 hover:decoration-2 disabled:opacity-55"
              >
                <Trans>or a folder</Trans>
              </button>
            </>
          )}
          {hint && <p className="text-sm text-ink-3">{hint}</p>}
        </div>
        {children}
      </div>
      <input
        ref={input}
        type="file"
        multiple={!single}
        tabIndex={-1}
        aria-label={label}
        className="sr-only"
        disabled={disabled}
        onChange={(event) => {
          take(event.target.files)
          event.target.value = ''
        }}
      />
      {onFound && (
        <input
          ref={folder}
          type="file"
          // @ts-expect-error React's types do not know it; every browser does
          webkitdirectory=""
          tabIndex={-1}
          aria-label={t`${label} as a folder`}
          className="sr-only"
          disabled={disabled}
          onChange={(event) => {
            take(event.target.files)
            event.target.value = ''
          }}
        />
      )}
    </div>
  )
}
