'use client'

import { t } from '@lingui/core/macro'
import { useMutation } from '@tanstack/react-query'
import { CircleUser, KeyRound, Languages, LogOut, Monitor, MonitorX, Moon, Sun, UserCog } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Menu } from '#components/ui/menu.tsx'
import type { MenuEntry } from '#components/ui/menu-entry.ts'
import { notify } from '#components/ui/toast.tsx'
import { leaveFor } from '#components/ui/unsaved.ts'
import { api } from '#lib/client/api.ts'
import type { Me } from '#lib/client/contracts.ts'
import { activeLocale, LOCALES, type Locale, setLocale } from '#lib/client/locale.ts'
import { paths } from '#lib/client/paths.ts'
import { signOut } from '#lib/client/session.ts'
import { setTheme, type Theme } from '#lib/client/theme.ts'
import { useOwnerId } from './owner-context.tsx'
import { useTheme } from './use-theme.ts'

const PasswordDialog = dynamic(() => import('../account/password-dialog.tsx').then((module) => module.PasswordDialog), {
  loading: () => null,
})

/** A full load, so that nothing of the person stays in memory. */
const leave = () => window.location.assign(paths.signIn())
const failed = (error: Error) => notify(error.message, 'failed')

export function AccountMenu({ me, compact }: { readonly me: Me; readonly compact?: boolean }) {
  const theme = useTheme()
  const router = useRouter()
  const account = paths.accountOf(useOwnerId())
  const [password, setPassword] = useState(false)
  const out = useMutation({ mutationFn: signOut, onSuccess: leave, onError: failed })
  const everywhere = useMutation({ mutationFn: api.signOutEverywhere, onSuccess: leave, onError: failed })
  const entries: MenuEntry[] = [
    ...(compact ? [{ kind: 'text' as const, key: 'email', label: me.user.email }] : []),
    {
      kind: 'choice',
      key: 'theme',
      label: t`Theme`,
      value: theme,
      onChange: (value) => setTheme(value as Theme),
      options: [
        { value: 'system', label: t`System`, icon: Monitor },
        { value: 'light', label: t`Light`, icon: Sun },
        { value: 'dark', label: t`Dark`, icon: Moon },
      ],
    },
    {
      kind: 'choice',
      key: 'language',
      label: t`Language`,
      value: activeLocale(),
      onChange: (value) => setLocale(value as Locale),
      options: Object.entries(LOCALES).map(([value, label]) => ({ value, label, icon: Languages })),
    },
    { kind: 'separator', key: 'line' },
    {
      kind: 'item',
      key: 'account',
      label: t`Your account`,
      icon: UserCog,
      onSelect: () => leaveFor(account, () => router.push(account)),
    },
    { kind: 'item', key: 'password', label: t`Change password`, icon: KeyRound, onSelect: () => setPassword(true) },
    {
      kind: 'item',
      key: 'everywhere',
      label: t`Sign out everywhere`,
      icon: MonitorX,
      onSelect: () => everywhere.mutate(),
    },
    { kind: 'item', key: 'out', label: t`Sign out`, icon: LogOut, onSelect: () => out.mutate() },
  ]
  return (
    <>
      <Menu
        align={compact ? 'end' : 'start'}
        side={compact ? 'bottom' : 'top'}
        entries={entries}
        trigger={compact ? <CompactTrigger me={me} /> : <WideTrigger me={me} />}
      />
      {password && <PasswordDialog onClose={() => setPassword(false)} />}
    </>
  )
}

// The menu hands its own attributes and listeners to the trigger: they go through to the button.
type TriggerProps = React.ComponentProps<'button'> & { readonly me: Me }

function CompactTrigger({ me, ...rest }: TriggerProps) {
  return (
    <button
      {...rest}
      type="button"
      aria-label={t`Account of ${me.user.name}`}
      className="grid size-10 shrink-0 place-items-center rounded-md text-ink-2 hover:bg-hover"
    >
      <CircleUser aria-hidden className="size-5" />
    </button>
  )
}

function WideTrigger({ me, ...rest }: TriggerProps) {
  return (
    <button
      {...rest}
      type="button"
      className="flex h-11 w-full min-w-0 items-center gap-2 rounded-md px-2 text-left hover:bg-hover data-popup-open:bg-hover"
    >
      <CircleUser aria-hidden className="size-4 shrink-0 text-ink-3" />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm/4 font-medium">{me.user.name}</span>
        <span className="block truncate text-xs/4 text-ink-3">{me.user.email}</span>
      </span>
    </button>
  )
}
