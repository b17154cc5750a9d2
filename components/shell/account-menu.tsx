'use client'

import { useMutation } from '@tanstack/react-query'
import { CircleUser, KeyRound, LogOut, MonitorX } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '#components/ui/menu.tsx'
import { notify } from '#components/ui/toast.tsx'
import { api } from '#lib/client/api.ts'
import type { Me } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { signOut } from '#lib/client/session.ts'
import { setTheme } from '#lib/client/theme.ts'
import { THEME_OPTIONS } from './theme-options.tsx'
import { useTheme } from './use-theme.ts'

const PasswordDialog = dynamic(() => import('../account/password-dialog.tsx').then((module) => module.PasswordDialog))

/** A full load, so that nothing of the person stays in memory. */
const leave = () => window.location.assign(paths.signIn())
const failed = (error: Error) => notify(error.message, 'failed')

export function AccountMenu({ me, compact }: { readonly me: Me; readonly compact?: boolean }) {
  const theme = useTheme()
  const [password, setPassword] = useState(false)
  const out = useMutation({ mutationFn: signOut, onSuccess: leave, onError: failed })
  const everywhere = useMutation({ mutationFn: api.signOutEverywhere, onSuccess: leave, onError: failed })
  return (
    <>
      <Menu
        align={compact ? 'end' : 'start'}
        side={compact ? 'bottom' : 'top'}
        trigger={
          compact ? (
            <button
              type="button"
              aria-label={`Account of ${me.user.name}`}
              className="grid size-10 shrink-0 place-items-center rounded-md text-ink-2 hover:bg-hover"
            >
              <CircleUser aria-hidden className="size-5" />
            </button>
          ) : (
            <button
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
      >
        {compact && <p className="max-w-60 truncate px-2 py-1.5 text-xs text-ink-3">{me.user.email}</p>}
        <MenuChoice label="Theme" value={theme} onChange={setTheme} options={THEME_OPTIONS} />
        <MenuSeparator />
        <MenuItem onSelect={() => setPassword(true)}>
          <KeyRound aria-hidden /> Change password
        </MenuItem>
        <MenuItem onSelect={() => everywhere.mutate()}>
          <MonitorX aria-hidden /> Sign out everywhere
        </MenuItem>
        <MenuItem onSelect={() => out.mutate()}>
          <LogOut aria-hidden /> Sign out
        </MenuItem>
      </Menu>
      {password && <PasswordDialog onClose={() => setPassword(false)} />}
    </>
  )
}
