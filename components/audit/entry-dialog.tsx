'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { clsx } from 'clsx'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { CopyValue } from '#components/ui/copy-value.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { type Fact, Facts } from '#components/ui/facts.tsx'
import { Link } from '#components/ui/link.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { AuditEntry } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { formatAbsolute } from '#lib/client/relative-time.ts'
import { type ChangedField, changesOf, otherFactsOf } from '#lib/domain/audit/entry-changes.ts'
import { AuditActor } from './audit-actor.tsx'
import { actionText } from './audit-words.ts'
import { fieldText, valueText } from './field-words.ts'

interface EntryDialogProps {
  /** Empty: the installation. */
  readonly owner: string
  readonly entry: AuditEntry
  readonly onClose: () => void
}

/** They are shown by name. */
const PERSONS: ReadonlySet<string> = new Set(['member', 'user', 'userId'])

/** Everything that one entry records. */
export function EntryDialog({ owner, entry, onClose }: EntryDialogProps) {
  const changes = changesOf(entry.detail)
  const facts: Fact[] = [
    [
      t`Time`,
      <span key="at">
        {formatAbsolute(new Date(entry.at))} (<RelativeTime at={entry.at} plain />)
      </span>,
    ],
    [t`Who`, <AuditActor key="actor" actor={entry.actor} name={entry.actorName} />],
    ...(entry.gateway ? [[t`Gateway`, <EntryGateway key="gateway" owner={owner} entry={entry} />] as const] : []),
    ...(entry.aboutName ? [[t`Person`, entry.aboutName] as const] : []),
    [t`Address`, entry.address ?? '–'],
    [t`User agent`, entry.agent ?? '–'],
    ...otherFactsOf(entry.detail)
      .filter(([name]) => !(entry.aboutName && PERSONS.has(name)))
      .map(([name, value]) => [fieldText(name), valueText(name, value)] as const),
    [t`Action`, <CopyValue key="action" text={entry.action} what={t`the action`} className="text-xs" />],
    [
      t`Seal`,
      entry.seal ? (
        <CopyValue key="seal" text={`${entry.seq}:${entry.seal}`} what={t`the seal`} className="text-xs" />
      ) : (
        t`Within a minute`
      ),
    ],
  ]
  return (
    <Dialog open wide onOpenChange={onClose} title={actionText(entry.action)}>
      {changes.length > 0 && <Changes changes={changes} />}
      <Facts facts={facts} />
    </Dialog>
  )
}

function EntryGateway({ owner, entry }: Pick<EntryDialogProps, 'owner' | 'entry'>) {
  const title = formatGatewayTitle(entry.gateway ?? '')
  if (!entry.gateway || !entry.gatewayHeld) return <CopyValue text={title} what={t`the identifier`} />
  return (
    <Link
      href={paths.gateway(owner, entry.gateway)}
      className="mono rounded-sm underline decoration-line-2 underline-offset-3 hover:text-accent-ink"
    >
      {title}
    </Link>
  )
}

/** What it was and what it became, field by field. */
function Changes({ changes }: { readonly changes: readonly ChangedField[] }) {
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
        {changes.map(({ part, name, before, after }) => {
          const [was, is] = [valueText(name, before), valueText(name, after)]
          return (
            <tr key={`${part} ${name}`} className="border-b align-top">
              <th scope="row" className="py-1.5 pr-3 font-normal text-ink-2">
                {part ? `${fieldText(part)} · ${fieldText(name)}` : fieldText(name)}
              </th>
              <td className="py-1.5 pr-3 wrap-anywhere text-ink-2">{was}</td>
              <td className={clsx('py-1.5 wrap-anywhere', was === is && 'text-ink-3')}>{is}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
