'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Dialog } from '#components/ui/dialog.tsx'
import { Kbd } from '#components/ui/kbd.tsx'

const GROUPS: readonly (readonly [
  title: string,
  rows: readonly (readonly [keys: readonly string[], what: string])[],
])[] = [
  [
    t`Everywhere`,
    [
      [['⌘K'], t`Search and commands (Ctrl K elsewhere)`],
      [['?'], t`These shortcuts`],
      [[t`Esc`], t`Close what lies on top`],
    ],
  ],
  [
    t`The list of gateways`,
    [
      [['/'], t`Search`],
      [['j', '↓'], t`Next row`],
      [['k', '↑'], t`Row before`],
      [['x'], t`Select the row`],
      [[t`Enter`], t`Open the row`],
    ],
  ],
]

/** What the keys do. */
export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog open onOpenChange={onClose} title={t`Keyboard shortcuts`}>
      {GROUPS.map(([title, rows]) => (
        <section key={title} className="mb-4 last:mb-0">
          <h3 className="mb-1 text-xs font-medium text-ink-3">{title}</h3>
          <dl className="border-t text-sm">
            {rows.map(([keys, what]) => (
              <div key={what} className="flex min-h-9 items-center justify-between gap-3 border-b">
                <dt className="text-ink-2">{what}</dt>
                <dd className="flex gap-1">
                  {keys.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <p className="text-sm text-ink-3">
        <Trans>The arrows go from row to row once a row has the focus.</Trans>
      </p>
    </Dialog>
  )
}
