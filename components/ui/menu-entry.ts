/** What a menu holds, as data: its popup is loaded later than the page that describes it. */
import type { LucideIcon } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'

export type MenuEntry =
  | {
      readonly kind: 'item'
      readonly key: string
      readonly label: ReactNode
      readonly icon?: LucideIcon
      readonly onSelect: () => void
    }
  | {
      /** One of a few, with a tick at the chosen one. */
      readonly kind: 'choice'
      readonly key: string
      readonly label: string
      readonly value: string
      readonly onChange: (value: string) => void
      readonly options: readonly { readonly value: string; readonly label: ReactNode; readonly icon?: LucideIcon }[]
    }
  | { readonly kind: 'separator'; readonly key: string }
  | { readonly kind: 'text'; readonly key: string; readonly label: string }

export interface MenuPopupProps {
  readonly trigger: ReactElement
  readonly entries: readonly MenuEntry[]
  readonly align?: 'start' | 'end'
  readonly side?: 'top' | 'bottom'
}
