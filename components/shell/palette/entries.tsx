'use client'

import { clsx } from 'clsx'
import { Command } from 'cmdk'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Kbd } from '#components/ui/kbd.tsx'
import { useCharacterKeys } from '#lib/client/key-setting.ts'
import type { Command as PaletteCommand } from './commands.ts'
import type { FoundLook } from './found-looks.tsx'

export const GROUP =
  'p-1 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-1.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-3'

interface EntryProps {
  readonly icon: LucideIcon
  /** Of this entry alone. */
  readonly value: string
  readonly onSelect: () => void
  readonly children: ReactNode
}

export function Entry({ icon: Icon, value, onSelect, children }: EntryProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex h-9 cursor-default items-center gap-2 rounded-sm px-2 text-sm data-[selected=true]:bg-hover pointer-coarse:h-11"
    >
      <Icon aria-hidden className="size-4 shrink-0 text-ink-3" />
      {children}
    </Command.Item>
  )
}

interface CommandEntryProps {
  readonly command: PaletteCommand
  readonly onSelect: () => void
}

/** With the keys that do the same, while they do. */
export function CommandEntry({ command, onSelect }: CommandEntryProps) {
  const { icon, key, label, about, keys } = command
  const keysOn = useCharacterKeys()
  return (
    <Entry icon={icon} value={`do ${key}`} onSelect={onSelect}>
      <span className="truncate">{label}</span>
      {about && <span className="mono shrink-0 text-xs text-ink-3">{about}</span>}
      {keys && keysOn && (
        <span aria-hidden className="ml-auto flex shrink-0 gap-1 pointer-coarse:hidden">
          {keys.map((one) => (
            <Kbd key={one}>{one}</Kbd>
          ))}
        </span>
      )}
    </Entry>
  )
}

interface FoundEntryProps {
  readonly value: string
  readonly look: FoundLook
  /** Where no heading says what it is. */
  readonly withKind: boolean
  readonly onSelect: () => void
}

export function FoundEntry({ value, look: { icon, title, about, mono, word }, withKind, onSelect }: FoundEntryProps) {
  return (
    <Entry icon={icon} value={value} onSelect={onSelect}>
      <span className={clsx('truncate', mono ? 'mono shrink-0' : 'min-w-0')}>{title}</span>
      {about && <span className="min-w-0 flex-1 truncate text-ink-3">{about}</span>}
      {withKind && <span className="ml-auto shrink-0 pl-2 text-xs text-ink-3">{word}</span>}
    </Entry>
  )
}
