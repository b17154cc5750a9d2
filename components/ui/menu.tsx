'use client'

import type { LucideIcon } from 'lucide-react'
import { cloneElement, type ReactElement, type ReactNode, useState } from 'react'
import type { MenuPopupProps } from './menu-popup.tsx'

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

type TriggerProps = Readonly<{
  'aria-haspopup'?: 'menu'
  'aria-expanded'?: boolean
  onPointerEnter?: () => void
  onFocus?: () => void
  onClick?: () => void
  onKeyDown?: (event: React.KeyboardEvent) => void
}>

interface MenuProps {
  /** A button. */
  readonly trigger: ReactElement<TriggerProps>
  readonly entries: readonly MenuEntry[]
  readonly align?: 'start' | 'end'
  readonly side?: 'top' | 'bottom'
}

type Popup = (props: MenuPopupProps) => ReactNode

let loading: Promise<Popup> | undefined
const load = (): Promise<Popup> => {
  loading ??= import('./menu-popup.tsx').then((module) => module.MenuPopup)
  return loading
}

/**
 * A menu whose machinery is fetched when somebody is about to open it: pointer or focus on the trigger starts the
 * fetch, the press puts the real menu in its place, open.
 */
export function Menu({ trigger, ...rest }: MenuProps) {
  const [popup, setPopup] = useState<{ readonly Popup: Popup }>()
  if (popup) return <popup.Popup trigger={trigger} {...rest} />
  const open = () => void load().then((Popup) => setPopup({ Popup }))
  return cloneElement(trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onPointerEnter: () => void load(),
    onFocus: () => void load(),
    onClick: open,
    onKeyDown: (event) => {
      if (event.key !== 'ArrowDown') return
      event.preventDefault()
      open()
    },
  })
}
