import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Button } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import type { Category, Gateway, Target } from '#lib/client/contracts.ts'
import type { Change } from '#lib/client/setup-draft.ts'

interface StalePanelProps {
  /** As it was when the form was opened. */
  readonly before: Gateway
  /** As somebody else has saved it. */
  readonly now: Gateway
  readonly mine: Readonly<Record<Category, readonly Change[]>>
  readonly onMine: () => void
  readonly onTheirs: () => void
}

const SIDES: readonly (readonly [Category, string])[] = [
  ['tc', 'LNS'],
  ['cups', 'CUPS'],
]
const FIELDS = { uri: 'URI', trust: t`Trust`, crt: t`Certificate`, key: t`Key` } as const
const KEYS = { none: t`none`, token: t`a token`, 'private-key': t`a private key` } as const

const shownOf = (target: Target | null, field: keyof typeof FIELDS): string => {
  if (!target) return t`not managed`
  if (field === 'uri') return target.uri
  if (field === 'key') return KEYS[target.key]
  return target[field]?.subject ?? t`none`
}
const identityOf = (target: Target | null, field: 'uri' | 'trust' | 'crt'): string =>
  (field === 'uri' ? target?.uri : target?.[field]?.fingerprint) ?? ''

function isChanged(before: Target | null, now: Target | null, field: keyof typeof FIELDS): boolean {
  if (field !== 'key') return identityOf(before, field) !== identityOf(now, field)
  // The key itself is not known here: beside the same certificates, another CRC is another key.
  const others = (['trust', 'crt'] as const).some((one) => isChanged(before, now, one))
  return before?.key !== now?.key || (!others && before?.crc !== now?.crc)
}

/** Somebody else saved first: what they changed and what is typed here, side by side; neither is lost. */
export function StalePanel({ before, now, mine, onMine, onTheirs }: StalePanelProps) {
  const rows = SIDES.flatMap(([category, label]) =>
    mine[category].flatMap((change) => {
      const theirs = isChanged(before.desired[category], now.desired[category], change.field)
      if (!theirs && change.kind === 'unchanged') return []
      return [
        {
          id: `${category} ${change.field}`,
          name: `${label} ${FIELDS[change.field]}`,
          before: shownOf(before.desired[category], change.field),
          theirs: theirs ? shownOf(now.desired[category], change.field) : null,
          mine: change.kind === 'unchanged' ? null : (change.after ?? 'cleared'),
        },
      ]
    }),
  )
  return (
    <section aria-label={t`Somebody else saved first`} className="mb-6 flex flex-col gap-3">
      <Notice kind="warning">
        <Trans>
          Somebody else saved this gateway while you had it open. Nothing of yours is saved, and nothing is lost.
        </Trans>
      </Notice>
      <ul className="border-t text-sm">
        {rows.map((row) => (
          <li key={row.id} className="grid gap-x-4 gap-y-0.5 border-b py-2 sm:grid-cols-[8rem_repeat(3,minmax(0,1fr))]">
            <span className="font-medium">{row.name}</span>
            <Value label={t`When you opened it`} text={row.before} />
            <Value label={t`Theirs, saved`} text={row.theirs ?? t`the same`} />
            <Value label={t`Yours`} text={row.mine ?? t`the same`} strong={row.mine !== null} />
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" onClick={onMine}>
          <Trans>Keep mine on top of theirs</Trans>
        </Button>
        <Button onClick={onTheirs}>
          <Trans>Take theirs</Trans>
        </Button>
      </div>
    </section>
  )
}

function Value({ label, text, strong }: { readonly label: string; readonly text: string; readonly strong?: boolean }) {
  return (
    <span className="min-w-0">
      <span className="block text-xs text-ink-3">{label}</span>
      <span className={`break-all ${strong ? '' : 'text-ink-2'}`}>{text}</span>
    </span>
  )
}
