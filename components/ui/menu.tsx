'use client'

import { cloneElement, type ReactElement, type ReactNode, useState } from 'react'
import type { MenuEntry, MenuPopupProps } from './menu-entry.ts'

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
