'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { clsx } from 'clsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { useCharacterKeys } from '#lib/client/key-setting.ts'
import { KeySetting } from './key-setting.tsx'
import { useConsole } from './owner-context.tsx'
import { sectionsFor } from './sections.ts'

interface Row {
  readonly keys: readonly string[]
  readonly what: string
}

const EVERYWHERE: readonly Row[] = [
  { keys: ['⌘K'], what: t`Search and commands (Ctrl K elsewhere)` },
  { keys: ['?'], what: t`These shortcuts` },
  { keys: [t`Esc`], what: t`Close what lies on top` },
]

const LISTS: readonly Row[] = [
  { keys: ['/'], what: t`Search` },
  { keys: ['j', '↓'], what: t`Next row` },
  { keys: ['k', '↑'], what: t`Row before` },
  { keys: ['x'], what: t`Select the row` },
  { keys: [t`Enter`], what: t`Open the row` },
  { keys: ['c'], what: t`Create, claim or add one more` },
]

/** What the keys do, and the switch of those of a single character. */
export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  const { me, owner } = useConsole()
  const on = useCharacterKeys()
  const places = sectionsFor(me.user.siteOperator, owner.id).flatMap(({ letter, label }) =>
    letter ? [{ keys: ['g', letter], what: label }] : [],
  )
  return (
    <Dialog open onOpenChange={onClose} title={t`Keyboard shortcuts`} wide>
      <div className={clsx('grid gap-x-8 gap-y-4 sm:grid-cols-2', !on && 'opacity-70')}>
        <div className="flex flex-col gap-4">
          <Keys title={t`Everywhere`} rows={EVERYWHERE} />
          <Keys title={t`In lists`} rows={LISTS} />
        </div>
        <Keys title={t`Go to`} rows={places} />
      </div>
      <p className="mt-3 mb-4 text-sm text-ink-3">
        <Trans>The arrows go from row to row once a row has the focus. No key acts while you type.</Trans>
      </p>
      <KeySetting />
    </Dialog>
  )
}

function Keys({ title, rows }: { readonly title: string; readonly rows: readonly Row[] }) {
  return (
    <section>
      <h3 className="mb-1 text-xs font-medium text-ink-3">{title}</h3>
      <dl className="border-t text-sm">
        {rows.map(({ keys, what }) => (
          <div key={what} className="flex min-h-8 items-center justify-between gap-3 border-b">
            <dt className="min-w-0 text-ink-2">{what}</dt>
            <dd className="flex shrink-0 gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
