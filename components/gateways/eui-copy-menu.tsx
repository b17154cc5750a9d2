'use client'

import { t } from '@lingui/core/macro'
import { ChevronDown, Copy } from 'lucide-react'
import { copyText } from '#components/ui/copy-button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { notify } from '#components/ui/toast.tsx'
import { formatEui64, formatId6, formatMac, parseEui } from '#lib/domain/identifiers.ts'

/** Copies the identifier as label, Station or network card write it. */
export function EuiCopyMenu({ gateway }: { readonly gateway: string }) {
  const parsed = parseEui(gateway)
  if (!parsed.ok) return null
  const mac = formatMac(parsed.value)
  const notations: readonly (readonly [name: string, text: string])[] = [
    ['EUI-64', formatEui64(parsed.value)],
    ['ID6', formatId6(parsed.value)],
    ...(mac ? [['MAC', mac] as const] : []),
    [t`Hex`, parsed.value.toUpperCase()],
  ]
  return (
    <Menu
      entries={notations.map(([name, text]) => ({
        kind: 'item',
        key: name,
        onSelect: () => void copyText(text).then((done) => done && notify(t`Copied ${text}`)),
        label: (
          <>
            <span className="w-14 text-ink-3">{name}</span>
            <span className="mono">{text}</span>
          </>
        ),
      }))}
      trigger={
        <button
          type="button"
          aria-label={t`Copy the identifier`}
          className="inline-flex h-7 items-center gap-0.5 rounded-md px-1.5 text-ink-3 hover:bg-hover hover:text-ink data-popup-open:bg-hover pointer-coarse:h-10 pointer-coarse:px-3"
        >
          <Copy aria-hidden className="size-3.5" />
          <ChevronDown aria-hidden className="size-3" />
        </button>
      }
    />
  )
}
