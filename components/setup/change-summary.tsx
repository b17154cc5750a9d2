import { t } from '@lingui/core/macro'
import { ArrowRight, Minus, Plus, RefreshCw, X } from 'lucide-react'
import type { Category } from '#lib/client/contracts.ts'
import { say } from '#lib/client/say.ts'
import { type Change, hasChanges } from '#lib/client/setup-draft.ts'

const KINDS = {
  unchanged: { icon: Minus, word: t`unchanged`, tint: 'text-ink-3' },
  new: { icon: Plus, word: t`new`, tint: 'text-ok' },
  replaced: { icon: RefreshCw, word: t`replaced`, tint: 'text-info' },
  cleared: { icon: X, word: t`cleared`, tint: 'text-alert' },
} as const

const FIELDS = { uri: 'URI', trust: t`Trust`, crt: t`Certificate`, key: t`Key` } as const
const TARGETS: readonly (readonly [Category, string])[] = [
  ['tc', 'LNS'],
  ['cups', 'CUPS'],
]

/** Before and after, field by field. On a phone only what changes. */
export function ChangeSummary({ changes }: { readonly changes: Readonly<Record<Category, readonly Change[]>> }) {
  return (
    <div className="flex flex-col gap-4 text-sm max-lg:not-has-[li[data-moved]]:hidden">
      {TARGETS.map(([category, label]) => {
        const changed = hasChanges(changes[category])
        return (
          <section key={category} aria-label={label} className={changed ? '' : 'max-lg:hidden'}>
            <h2 className="mb-1 text-sm font-semibold">{label}</h2>
            <ul className="border-t">
              {changes[category].map((change) => (
                <ChangeLine key={change.field} change={change} />
              ))}
            </ul>
          </section>
        )
      })}
    </div>
  )
}

function ChangeLine({ change }: { readonly change: Change }) {
  const { icon: Icon, word, tint } = KINDS[change.kind]
  const moved = change.kind !== 'unchanged'
  return (
    <li data-moved={moved || undefined} className={`border-b py-1.5 ${moved ? '' : 'max-lg:hidden'}`}>
      <p className="flex items-center gap-2">
        <span className="w-20 shrink-0 text-ink-2">{FIELDS[change.field]}</span>
        <Icon aria-hidden className={`size-3.5 shrink-0 ${tint}`} />
        <span className={tint}>{word}</span>
      </p>
      {moved && (
        <p className="flex min-w-0 flex-wrap items-baseline gap-x-1.5 pl-22 text-ink-2">
          {change.before && (
            <span className="min-w-0 break-all text-ink-3 line-through decoration-1">{say(change.before)}</span>
          )}
          {change.after && change.before && (
            <ArrowRight aria-label={t`becomes`} className="size-3 self-center text-ink-3" />
          )}
          {change.after && <span className="min-w-0 break-all">{say(change.after)}</span>}
        </p>
      )}
    </li>
  )
}
