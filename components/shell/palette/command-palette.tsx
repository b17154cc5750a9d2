'use client'

import { Dialog } from '@base-ui/react/dialog'
import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Command } from 'cmdk'
import { List, Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useMemo, useState } from 'react'
import { useGiveBackFocus } from '#components/ui/give-back-focus.ts'
import { Spinner } from '#components/ui/spinner.tsx'
import { leaveFor } from '#components/ui/unsaved.ts'
import { readOpened } from '#lib/client/opened-objects.ts'
import { paths } from '#lib/client/paths.ts'
import { type SearchResult, useSearch } from '#lib/client/search-api.ts'
import { MOST_OF_KIND } from '#lib/domain/search/search-kinds.ts'
import { useConsole } from '../owner-context.tsx'
import { takeTyped } from '../typed-ahead.ts'
import { type CommandGroup, useCommands } from './commands.ts'
import { CommandEntry, Entry, FoundEntry, GROUP } from './entries.tsx'
import { fitOf } from './fit.ts'
import { lookOf } from './found-looks.tsx'

/** Of those that were opened last. */
const RECENT = 6

interface CommandPaletteProps {
  readonly onClose: () => void
  readonly onHelp: () => void
}

/**
 * Everything that the console can open or do. Without a text: what was opened last, then the commands. With one: what is named so, what
 * the server found, and the other commands that fit.
 */
export function CommandPalette({ onClose, onHelp }: CommandPaletteProps) {
  const { me, owner } = useConsole()
  const router = useRouter()
  const [text, setText] = useState('')
  useGiveBackFocus(true)
  const [selected, setSelected] = useState('')
  const query = text.trim()
  const found = useSearch(owner.locked ? '' : owner.id, me.user.siteOperator, query)
  // What an older text found is not what Enter may open.
  const results = query === '' || found.isPlaceholderData ? undefined : found.data
  const commands = useCommands(onHelp)
  const first = useMemo(() => fitting(commands, query, 'first'), [commands, query])
  const rest = useMemo(() => fitting(commands, query, 'some'), [commands, query])
  const opened = readOpened(me.user.id).filter(
    (one) => one.owner === owner.id || (one.owner === '' && me.user.siteOperator),
  )
  const waits = query !== '' && results === undefined && !found.error
  const run = (act: string | (() => void)) => () => {
    onClose()
    if (typeof act === 'string') leaveFor(act, () => router.push(act))
    else act()
  }
  // What was found is what the person looks for, unless a command is called so: Enter opens it.
  const best = first.length === 0 ? results?.[0] : undefined
  const bestValue = best && valueFor(best)
  useEffect(() => {
    if (bestValue) setSelected(bestValue)
  }, [bestValue])
  const count = (results?.length ?? 0) + [...first, ...rest].reduce((sum, group) => sum + group.commands.length, 0)
  const groupOf = ({ heading, commands }: CommandGroup) => (
    <Command.Group key={heading} heading={heading} className={GROUP}>
      {commands.map((command) => (
        <CommandEntry key={command.key} command={command} onSelect={run(command.act)} />
      ))}
    </Command.Group>
  )
  const entryOf = (one: SearchResult, withKind = false) => (
    <FoundEntry
      key={valueFor(one)}
      value={valueFor(one)}
      look={lookOf(owner.id, one)}
      withKind={withKind}
      onSelect={run(lookOf(owner.id, one).href)}
    />
  )
  return (
    <Dialog.Root open onOpenChange={onClose}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Popup
          aria-label={t`Search and commands`}
          className="fixed inset-x-3 top-[10dvh] z-50 mx-auto max-w-xl overflow-hidden rounded-lg bg-overlay shadow-lift"
        >
          <Command
            label={t`Search and commands`}
            loop
            vimBindings={false}
            shouldFilter={false}
            value={selected}
            onValueChange={setSelected}
          >
            <div className="flex items-center gap-2 border-b px-3">
              <Search aria-hidden className="size-4 shrink-0 text-ink-3" />
              <Command.Input
                autoFocus
                value={text}
                onValueChange={setText}
                onFocus={() => {
                  const early = takeTyped()
                  if (early) setText((before) => before + early)
                }}
                placeholder={t`Search, or type a command`}
                className="h-11 w-full min-w-0 bg-transparent text-base outline-none focus-visible:outline-none"
              />
              {waits && found.isFetching && <Spinner label={t`Searching`} className="shrink-0 text-ink-3" />}
            </div>
            {found.error && query !== '' && (
              <p role="alert" className="px-3 py-2 text-sm text-danger">
                {found.error.message}
              </p>
            )}
            {query !== '' && count === 0 && !waits && !found.error && (
              <p className="px-3 py-6 text-center text-sm text-ink-3">
                <Trans>Nothing here has that name or identifier.</Trans>
              </p>
            )}
            <Command.List label={t`Search and commands`} hidden={count === 0} className="max-h-[60dvh] overflow-y-auto">
              {query === '' && opened.length > 0 && (
                <Command.Group heading={t`Opened last`} className={GROUP}>
                  {opened.slice(0, RECENT).map((one) => entryOf(one, true))}
                </Command.Group>
              )}
              {first.map(groupOf)}
              {kindsOf(results ?? []).map((ofKind) => (
                <Command.Group
                  key={ofKind[0]?.kind}
                  heading={ofKind[0] && lookOf(owner.id, ofKind[0]).heading}
                  className={GROUP}
                >
                  {ofKind.map((one) => entryOf(one))}
                  {ofKind[0]?.kind === 'gateway' && ofKind.length >= MOST_OF_KIND && (
                    <Entry
                      icon={List}
                      value={`all gateways ${query}`}
                      onSelect={run(paths.gateways(owner.id, { q: query }))}
                    >
                      <span className="truncate">
                        <Trans>All gateways that match “{query}”</Trans>
                      </span>
                    </Entry>
                  )}
                </Command.Group>
              ))}
              {rest.map(groupOf)}
            </Command.List>
          </Command>
          <p role="status" className="sr-only">
            {query === '' || waits ? '' : count === 1 ? t`One result` : t`${count} results`}
          </p>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

const valueFor = ({ kind, id }: SearchResult): string => `${kind} ${id}`

/** The groups with the commands that fit so; without a text all of them do, in some way. */
function fitting(groups: readonly CommandGroup[], text: string, fit: 'first' | 'some'): CommandGroup[] {
  return groups
    .map(({ heading, commands }) => ({
      heading,
      commands: commands.filter((one) => (text === '' ? fit === 'some' : fitOf(text, one) === fit)),
    }))
    .filter(({ commands }) => commands.length > 0)
}

/** Kind after kind, as they came. */
const kindsOf = (results: readonly SearchResult[]): SearchResult[][] => [
  ...Map.groupBy(results, ({ kind }) => kind).values(),
]
