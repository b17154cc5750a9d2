'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { clsx } from 'clsx'
import { Building2, Ellipsis, Lock, Search } from 'lucide-react'
import dynamic from 'next/dynamic'
import { usePathname, useRouter } from 'next/navigation'
import { type ComponentProps, type ReactNode, useEffect, useState } from 'react'
import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { LeaveHost } from '#components/ui/leave-host.tsx'
import { Link } from '#components/ui/link.tsx'
import { Menu } from '#components/ui/menu.tsx'
import type { MenuEntry } from '#components/ui/menu-entry.ts'
import { Problem } from '#components/ui/problem.tsx'
import { ToastHost } from '#components/ui/toast.tsx'
import { TooltipHost } from '#components/ui/tooltip.tsx'
import { leaveFor } from '#components/ui/unsaved.ts'
import { Waiting } from '#components/ui/waiting.tsx'
import type { Me, OwnerOfMe } from '#lib/client/contracts.ts'
import { paths, segmentText } from '#lib/client/paths.ts'
import { useMe } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { AccountMenu } from './account-menu.tsx'
import { OwnerProvider, useConsole } from './owner-context.tsx'
import { OwnerSwitcher } from './owner-switcher.tsx'
import { sectionsFor } from './sections.ts'
import { SessionGuard } from './session-guard.tsx'
import { useShellKeys } from './use-shell-keys.ts'

const CommandPalette = dynamic(() => import('./palette/command-palette.tsx').then((module) => module.CommandPalette), {
  loading: () => null,
})

const ShortcutsDialog = dynamic(() => import('./shortcuts-dialog.tsx').then((module) => module.ShortcutsDialog), {
  loading: () => null,
})

/** In the place of an owner, for an operator who is a member of none. */
const INSTALLATION: OwnerOfMe = { id: '', name: t`Installation`, role: 'viewer', locked: null }

interface AppShellProps {
  /** Null: a page of the installation, for its operators. */
  readonly owner: string | null
  readonly children: ReactNode
}

/** Rail, bars and palette around the pages of one owner. */
export function AppShell({ owner: ownerId, children }: AppShellProps) {
  const { data: me, error, refetch } = useMe()
  const [palette, setPalette] = useState(false)
  const [shortcuts, setShortcuts] = useState(false)
  const signedOut = error instanceof ApiProblem && error.status === 401

  useEffect(() => {
    if (signedOut) window.location.replace(paths.signIn(window.location.pathname + window.location.search))
  }, [signedOut])

  useShellKeys({
    owner: ownerId ?? me?.owners[0]?.id ?? '',
    siteOperator: me?.user.siteOperator ?? false,
    palette,
    onPalette: () => setPalette((open) => !open),
    onHelp: () => setShortcuts(true),
  })

  if (error && !me && !signedOut) {
    return (
      <main className="mx-auto max-w-xl p-6">
        <Problem error={error} onRetry={() => void refetch()} />
      </main>
    )
  }
  if (!me) return <ShellSkeleton />
  const owner = ownerId === null ? (me.owners[0] ?? INSTALLATION) : me.owners.find(({ id }) => id === ownerId)
  if (!owner) return <NoSuchOwner owner={ownerId ?? ''} />
  return (
    <OwnerProvider me={me} owner={owner}>
      <a
        href="#content"
        className="sr-only z-60 rounded-md bg-overlay px-3 py-2 text-sm shadow-lift focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        <Trans>Skip to content</Trans>
      </a>
      <div className="min-h-dvh md:grid md:grid-cols-[14rem_minmax(0,1fr)]">
        <Rail me={me} onSearch={() => setPalette(true)} />
        <TopBar me={me} onSearch={() => setPalette(true)} />
        <main id="content" tabIndex={-1} className="min-w-0 px-4 pt-4 pb-24 md:px-8 md:pt-6 md:pb-16">
          <div className="mx-auto max-w-[80rem]">
            <Unlocked>{children}</Unlocked>
          </div>
        </main>
        <BottomBar />
      </div>
      {palette && (
        <CommandPalette
          onClose={() => setPalette(false)}
          onHelp={() => {
            setPalette(false)
            setShortcuts(true)
          }}
        />
      )}
      {shortcuts && <ShortcutsDialog onClose={() => setShortcuts(false)} />}
      <SessionGuard me={me} />
      <ToastHost />
      <LeaveHost />
      <TooltipHost />
    </OwnerProvider>
  )
}

/** Whatever way the segments are encoded. */
const isAt = (pathname: string, href: string, exact = false): boolean => {
  const [here, there] = [segmentText(pathname), segmentText(href)]
  return here === there || (!exact && here.startsWith(`${there}/`))
}

const LOCKS = {
  'second-factor': {
    title: t`This owner demands a second factor`,
    text: t`You are a member. Set up a second factor for your account, and the owner opens.`,
  },
  sso: {
    title: t`This owner demands single sign-on`,
    text: t`You are a member. Sign out, and sign in through the identity provider.`,
  },
} as const

/** The page, unless the owner demands what the session lacks; the account, where that is set up, is always open. */
function Unlocked({ children }: { readonly children: ReactNode }) {
  const { owner } = useConsole()
  const pathname = usePathname() ?? ''
  const account = paths.accountOf(owner.id)
  if (!owner.locked || isAt(pathname, account, true) || isAt(pathname, paths.accountOf(''), true)) return children
  const { title, text } = LOCKS[owner.locked]
  return (
    <EmptyState
      page
      icon={Lock}
      title={title}
      actions={<ButtonLink href={account}>{owner.locked === 'sso' ? t`Open your account` : t`Set it up`}</ButtonLink>}
    >
      {text}
    </EmptyState>
  )
}

function useSections() {
  const pathname = usePathname() ?? ''
  const { me, owner } = useConsole()
  return sectionsFor(me.user.siteOperator, owner.id).map((section) => {
    const href = section.href(owner.id)
    const more = (section.under ?? []).some((root) => isAt(pathname, root(owner.id)))
    return { ...section, href, active: more || isAt(pathname, href, section.exact) }
  })
}

type ShownSection = ReturnType<typeof useSections>[number]

/** A section below another one only where one of both is open. */
function unfolded(sections: readonly ShownSection[], owner: string): ShownSection[] {
  const isOpen = (href: string) =>
    sections.some((one) => one.active && (one.href === href || one.below?.(owner) === href))
  return sections.filter(({ below }) => !below || isOpen(below(owner)))
}

interface BarProps {
  readonly me: Me
  readonly onSearch: () => void
}

function Rail({ me, onSearch }: BarProps) {
  const { owner } = useConsole()
  const sections = unfolded(useSections(), owner.id)
  const installation = sections.filter(({ site }) => site)
  return (
    <aside
      aria-label={t`Owner and sections`}
      className="sticky top-0 hidden h-dvh flex-col gap-3 border-r bg-rail p-2 md:flex"
    >
      <div className="flex">
        <OwnerSwitcher />
      </div>
      <button
        type="button"
        onClick={onSearch}
        className="flex h-8 items-center gap-2 rounded-md border border-line-2 bg-surface px-2 text-sm text-ink-3 transition-colors hover:text-ink"
      >
        <Search aria-hidden className="size-3.5" />
        <span className="flex-1 text-left">
          <Trans>Search</Trans>
        </span>
        <Kbd>⌘K</Kbd>
      </button>
      <nav aria-label={t`Sections`} className="-mx-2 flex min-h-0 flex-1 flex-col gap-0.5 overflow-y-auto px-2">
        {sections
          .filter(({ site }) => !site)
          .map((section) => (
            <RailLink key={section.href} section={section} />
          ))}
        {installation.length > 0 && (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls of a form
          <div role="group" aria-labelledby="rail-installation" className="mt-3 flex flex-col gap-0.5">
            <p id="rail-installation" className="px-2 pb-1 text-xs text-ink-3">
              <Trans>Installation</Trans>
            </p>
            {installation.map((section) => (
              <RailLink key={section.href} section={section} />
            ))}
          </div>
        )}
      </nav>
      <AccountMenu me={me} />
    </aside>
  )
}

function RailLink({ section: { label, href, icon: Icon, active, below } }: { readonly section: ShownSection }) {
  return (
    <Link
      href={href}
      aria-current={active ? 'page' : undefined}
      className={clsx(
        'flex h-8 shrink-0 items-center gap-2 rounded-md pr-2 text-sm transition-colors hover:bg-hover focus-visible:outline-offset-[-2px]',
        below ? 'pl-8' : 'pl-2',
        active ? 'bg-active font-medium text-ink' : 'text-ink-2',
      )}
    >
      {!below && <Icon aria-hidden className={clsx('size-4', active ? 'text-accent-ink' : 'text-ink-3')} />}
      {label}
    </Link>
  )
}

function TopBar({ me, onSearch }: BarProps) {
  return (
    <header className="sticky top-0 z-20 flex h-13 items-center gap-1 border-b bg-rail px-2 md:hidden">
      <OwnerSwitcher />
      <button
        type="button"
        aria-label={t`Search`}
        onClick={onSearch}
        className="grid size-10 shrink-0 place-items-center rounded-md text-ink-2 hover:bg-hover"
      >
        <Search aria-hidden className="size-4.5" />
      </button>
      <AccountMenu me={me} compact />
    </header>
  )
}

/** Four sections and the rest behind “More”; all of them where they are five. */
function BottomBar() {
  const router = useRouter()
  const sections = useSections()
  const shown = sections.length > 5 ? sections.slice(0, 4) : sections
  const rest = sections.slice(shown.length)
  const entryOf = ({ label, href, icon }: ShownSection): MenuEntry => ({
    kind: 'item',
    key: href,
    label,
    icon,
    onSelect: () => leaveFor(href, () => router.push(href)),
  })
  const [own, installation] = [rest.filter(({ site }) => !site), rest.filter(({ site }) => site)]
  return (
    <nav
      aria-label={t`Sections`}
      className="fixed inset-x-0 bottom-0 z-20 grid auto-cols-fr grid-flow-col border-t bg-rail pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {shown.map(({ label, href, icon: Icon, active }) => (
        <Link key={href} href={href} aria-current={active ? 'page' : undefined} className={barClass(active)}>
          <Icon aria-hidden className={clsx('size-5', active && 'text-accent-ink')} />
          {label}
        </Link>
      ))}
      {rest.length > 0 && (
        <Menu
          align="end"
          side="top"
          trigger={<MoreButton active={rest.some(({ active }) => active)} />}
          entries={[
            ...own.map(entryOf),
            ...(own.length > 0 && installation.length > 0
              ? ([
                  { kind: 'separator', key: 'installation' },
                  { kind: 'text', key: 'installation-heading', label: t`Installation` },
                ] as const)
              : []),
            ...installation.map(entryOf),
          ]}
        />
      )}
    </nav>
  )
}

const barClass = (active: boolean): string =>
  clsx(
    'flex h-14 flex-col items-center justify-center gap-0.5 text-xs focus-visible:outline-offset-[-2px]',
    active ? 'font-medium text-ink' : 'text-ink-3',
  )

function MoreButton({ active, ...rest }: ComponentProps<'button'> & { readonly active: boolean }) {
  return (
    <button {...rest} type="button" className={barClass(active)}>
      <Ellipsis aria-hidden className={clsx('size-5', active && 'text-accent-ink')} />
      <Trans>More</Trans>
    </button>
  )
}

function ShellSkeleton() {
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[14rem_minmax(0,1fr)]">
      <div className="hidden border-r bg-rail md:block" />
      <main aria-busy className="px-4 pt-6 md:px-8">
        <div className="mx-auto max-w-[80rem]">
          <div className="skeleton h-6 w-40" />
          <Waiting what={t`your account`} />
        </div>
      </main>
    </div>
  )
}

function NoSuchOwner({ owner }: { readonly owner: string }) {
  return (
    <main>
      <EmptyState
        page
        icon={Building2}
        title={t`No access to this owner`}
        // The chooser's script would come beside that of the page which is not shown.
        actions={
          <ButtonLink href={paths.home}>
            <Trans>Choose an owner</Trans>
          </ButtonLink>
        }
      >
        <Trans>
          The owner <span className="mono">{owner}</span> does not exist, or your account is not a member of it. An
          admin of the owner can add you.
        </Trans>
      </EmptyState>
    </main>
  )
}
