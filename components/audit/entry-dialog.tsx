'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { Dialog } from '#components/ui/dialog.tsx'
import { type Fact, Facts } from '#components/ui/facts.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { AuditEntry } from '#lib/client/contracts.ts'
import { formatAbsolute } from '#lib/client/relative-time.ts'
import { AuditActor } from './audit-actor.tsx'

/** Everything that one entry records. */
export function EntryDialog({ entry, onClose }: { readonly entry: AuditEntry; readonly onClose: () => void }) {
  const { before, after, ...rest } = entry.detail
  const facts: Fact[] = [
    [
      t`Time`,
      <span key="at">
        {formatAbsolute(new Date(entry.at))} (<RelativeTime at={entry.at} plain />)
      </span>,
    ],
    [t`Actor`, <AuditActor key="actor" actor={entry.actor} name={entry.actorName} />],
    ...(entry.gateway ? [[t`Gateway`, formatGatewayTitle(entry.gateway)] as const] : []),
    [t`Address`, entry.address ?? '–'],
    [t`User agent`, entry.agent ?? '–'],
    ...Object.entries(rest).map(([name, value]) => [wordsOf(name), textOf(value)] as const),
    [
      t`Seal`,
      entry.seal ? (
        <span key="seal" className="mono text-xs break-all">
          {entry.seq}:{entry.seal}
        </span>
      ) : (
        t`Within a minute`
      ),
    ],
  ]
  return (
    <Dialog open wide onOpenChange={onClose} title={entry.action}>
      {isRecord(before) && isRecord(after) && <Changes before={before} after={after} />}
      <Facts facts={facts} />
    </Dialog>
  )
}

type Fields = Readonly<Record<string, unknown>>
const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What it was and what it became, field by field. */
function Changes({ before, after }: { readonly before: Fields; readonly after: Fields }) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return (
    <table className="mb-4 w-full text-left text-sm" aria-label={t`What changed`}>
      <thead>
        <tr className="border-b text-xs text-ink-3">
          <th scope="col" className="py-1 pr-3 font-medium">
            <Trans>Field</Trans>
          </th>
          <th scope="col" className="py-1 pr-3 font-medium">
            <Trans>Before</Trans>
          </th>
          <th scope="col" className="py-1 font-medium">
            <Trans>After</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr key={name} className="border-b align-top">
            <th scope="row" className="py-1.5 pr-3 font-normal text-ink-2">
              {wordsOf(name)}
            </th>
            <td className="py-1.5 pr-3 break-words text-ink-2">{textOf(before[name])}</td>
            <td className="py-1.5 break-words">{textOf(after[name])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** `expiresAt` → “Expires at”. */
const wordsOf = (name: string): string => {
  const words = name.replace(/([a-z0-9])([A-Z])/g, (_, end, start) => `${end} ${start.toLowerCase()}`)
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}

function textOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–'
  if (Array.isArray(value)) return value.map(textOf).join(', ') || '–'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
