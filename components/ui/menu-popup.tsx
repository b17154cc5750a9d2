'use client'

import { Menu } from '@base-ui/react/menu'
import { Check, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import type { MenuEntry, MenuPopupProps } from './menu-entry.ts'

const ITEM =
  'flex min-h-8 cursor-default items-center gap-2 rounded-sm px-2 py-1 text-sm text-ink outline-none select-none data-highlighted:bg-hover pointer-coarse:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-3'

/** The menu itself, open when it appears; loaded by `Menu`. */
export function MenuPopup({ trigger, entries, align = 'start', side = 'bottom' }: MenuPopupProps) {
  return (
    <Menu.Root defaultOpen>
      <Menu.Trigger render={trigger} />
      <Menu.Portal>
        <Menu.Positioner align={align} side={side} sideOffset={4} className="z-50 outline-none">
          <Menu.Popup className="max-h-(--available-height) min-w-48 origin-(--transform-origin) overflow-y-auto rounded-lg bg-overlay p-1 shadow-lift outline-none transition-[opacity,scale] data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0">
            {entries.map((entry) => (
              <Entry key={entry.key} entry={entry} />
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

function Entry({ entry }: { readonly entry: MenuEntry }) {
  switch (entry.kind) {
    case 'separator':
      return <Menu.Separator className="-mx-1 my-1 h-px bg-line" />
    case 'text':
      return <p className="max-w-60 truncate px-2 py-1.5 text-xs text-ink-3">{entry.label}</p>
    case 'item':
      return (
        <Menu.Item onClick={entry.onSelect} className={ITEM}>
          <Label icon={entry.icon}>{entry.label}</Label>
        </Menu.Item>
      )
    case 'choice':
      return (
        <Menu.RadioGroup value={entry.value} onValueChange={(value: string) => entry.onChange(value)}>
          <Menu.GroupLabel className="px-2 pt-1.5 pb-1 text-xs text-ink-3">{entry.label}</Menu.GroupLabel>
          {entry.options.map((option) => (
            <Menu.RadioItem key={option.value} value={option.value} className={ITEM} closeOnClick>
              <span className="flex min-w-0 flex-1 items-center gap-2">
                <Label icon={option.icon}>{option.label}</Label>
              </span>
              <Menu.RadioItemIndicator>
                <Check aria-hidden />
              </Menu.RadioItemIndicator>
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      )
  }
}

function Label({ icon: Icon, children }: { readonly icon: LucideIcon | undefined; readonly children: ReactNode }) {
  return (
    <>
      {Icon && <Icon aria-hidden />}
      {children}
    </>
  )
}
