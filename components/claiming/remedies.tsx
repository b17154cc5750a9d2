'use client'

import { Trans } from '@lingui/react/macro'
import { say } from '#lib/client/say.ts'
import type { ClaimRow } from '#lib/domain/claiming/judge-claims.ts'
import { doubtfulPlaces, readPin } from '#lib/domain/claiming/read-pin.ts'
import { formatEui64, parseEui } from '#lib/domain/identifiers.ts'
import type { Replacement } from './use-claims.ts'

interface RemediesProps {
  readonly row: ClaimRow
  readonly onReplace: (line: number, replacement: Replacement) => void
}

/** What was probably meant: taken by a press, never by itself. */
export function Remedies({ row, onReplace }: RemediesProps) {
  if (row.remedies.length === 0) return null
  return (
    <ul className="mt-1.5 flex flex-col gap-1">
      {row.remedies.map(({ id, pin, labels, how }) => {
        const eui = parseEui(id)
        const shown = id === row.id && !labels ? pin : eui.ok ? formatEui64(eui.value) : id
        return (
          <li key={`${id} ${pin} ${labels !== undefined}`} className="flex flex-wrap items-center gap-x-2">
            <button
              type="button"
              onClick={() =>
                onReplace(row.line, { id: eui.ok ? formatEui64(eui.value) : id, pin, ...(labels ? { labels } : {}) })
              }
              className="mono min-h-6 rounded-sm font-medium text-accent-ink underline underline-offset-3 hover:decoration-2 pointer-coarse:min-h-10"
            >
              <Trans>Use {shown}</Trans>
            </button>
            <span className="text-ink-3">{say(how)}</span>
          </li>
        )
      })}
    </ul>
  )
}

/** After a refusal: which characters of the PIN to look at again. */
export function Doubts({ claim }: { readonly claim: string }) {
  const pin = readPin(claim)
  const places = pin.kind === 'read' && pin.pin ? doubtfulPlaces(pin.pin) : []
  if (places.length === 0) return null
  return (
    <p className="mt-1 text-ink-2">
      <Trans>Look at the label again:</Trans>{' '}
      {places.map(({ place, is, like }, index) => (
        <span key={place}>
          {index > 0 && ' '}
          <Trans>
            character {place}: <span className="mono">{is}</span>, not <span className="mono">{like}</span>?
          </Trans>
        </span>
      ))}
    </p>
  )
}
