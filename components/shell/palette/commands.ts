'use client'

/** Everything that the palette can do and open by its name, for this person in this owner. */
import { t } from '@lingui/core/macro'
import {
  Bell,
  Building2,
  Cable,
  CirclePlus,
  CircleUser,
  FileTerminal,
  FileUp,
  Keyboard,
  KeyRound,
  Languages,
  LogOut,
  type LucideIcon,
  MailPlus,
  Network,
  PackagePlus,
  PlayCircle,
  Route,
  ScanLine,
  SlidersHorizontal,
  SunMoon,
  Waves,
} from 'lucide-react'
import { notify } from '#components/ui/toast.tsx'
import { DIALOG_NEW } from '#components/ui/use-new-dialog.ts'
import { activeLocale, LOCALES, type Locale, setLocale } from '#lib/client/locale.ts'
import { paths } from '#lib/client/paths.ts'
import { signOut } from '#lib/client/session.ts'
import { setTheme, THEMES, type Theme } from '#lib/client/theme.ts'
import { RIGHTS_OF_ROLE, type Right } from '#lib/domain/rights.ts'
import { useConsole } from '../owner-context.tsx'
import { sectionsFor } from '../sections.ts'
import type { Named } from './fit.ts'

export interface Command extends Named {
  readonly key: string
  readonly icon: LucideIcon
  /** The keys that do the same. */
  readonly keys?: readonly string[]
  readonly act: string | (() => void)
}

export interface CommandGroup {
  readonly heading: string
  readonly commands: readonly Command[]
}

const THEME_WORDS: Readonly<Record<Theme, string>> = { system: t`System`, light: t`Light`, dark: t`Dark` }

/** `act` of a command: an address, or what is done. Groups without a command are left out. */
export function useCommands(onHelp: () => void): readonly CommandGroup[] {
  const { me, owner } = useConsole()
  const sections = sectionsFor(me.user.siteOperator, owner.id).map(({ label, icon, href, letter, site }) => ({
    site,
    command: {
      key: `go ${href(owner.id)}`,
      icon,
      label,
      act: href(owner.id),
      ...(letter ? { keys: ['g', letter] } : {}),
    },
  }))
  const others = me.owners.filter(({ id }) => id !== owner.id)
  const groups: CommandGroup[] = [
    { heading: t`Actions`, commands: actionsIn(owner, me.user.siteOperator) },
    { heading: t`Go to`, commands: sections.filter(({ site }) => !site).map(({ command }) => command) },
    { heading: t`Installation`, commands: sections.filter(({ site }) => site).map(({ command }) => command) },
    {
      heading: t`Switch owner`,
      commands: others.map(({ id, name }) => ({
        key: `owner ${id}`,
        icon: Building2,
        label: name,
        about: id,
        words: t`Switch owner`,
        act: paths.overview(id),
      })),
    },
    { heading: t`You`, commands: personal(paths.accountOf(owner.id), onHelp) },
  ]
  return groups.filter(({ commands }) => commands.length > 0)
}

type OwnerHere = ReturnType<typeof useConsole>['owner']

function actionsIn({ id, role, locked }: OwnerHere, siteOperator: boolean): Command[] {
  const can = (right: Right) => id !== '' && !locked && RIGHTS_OF_ROLE[role].includes(right)
  const also = (may: boolean, commands: readonly Command[]) => (may ? commands : [])
  return [
    ...also(can('gateway:claim'), [
      { key: 'claim', icon: ScanLine, label: t`Claim gateways`, words: t`label PIN QR`, act: paths.claimGateways(id) },
      { key: 'add', icon: CirclePlus, label: t`Add a gateway`, act: paths.addGateway(id) },
      {
        key: 'connect',
        icon: Network,
        label: t`Connect to a network`,
        words: t`LNS The Things Stack ChirpStack`,
        act: paths.connect(id),
      },
    ]),
    ...also(can('gateway:setup'), [
      { key: 'setup', icon: SlidersHorizontal, label: t`Set up many gateways`, act: paths.setupMany(id) },
    ]),
    ...also(can('firmware:write'), [
      { key: 'rollout', icon: Waves, label: t`New rollout`, act: paths.newRollout(id) },
      { key: 'upload', icon: FileUp, label: t`Upload a firmware image`, act: paths.uploadFirmware(id) },
      { key: 'script', icon: FileTerminal, label: t`Make an update script`, act: paths.updateScript(id) },
    ]),
    ...also(can('connection:write'), [
      {
        key: 'connection',
        icon: Cable,
        label: t`Add a connection`,
        words: t`new tunnel`,
        act: paths.newConnection(id),
      },
      {
        key: 'target',
        icon: Bell,
        label: t`Add an event target`,
        words: t`webhook e-mail`,
        act: paths.newEventTarget(id),
      },
    ]),
    ...also(can('interop:write'), [
      { key: 'join-server', icon: Route, label: t`Add a join server`, act: paths.newJoinServer(id) },
    ]),
    ...also(can('owner:admin'), [
      { key: 'invite', icon: MailPlus, label: t`Invite a member`, act: paths.members(id) + DIALOG_NEW },
    ]),
    // Members without the right make tokens that are bound to them.
    ...also(can('gateway:read'), [
      { key: 'token', icon: KeyRound, label: t`Create an API token`, act: paths.tokens(id) + DIALOG_NEW },
    ]),
    ...also(can('gateway:claim'), [
      { key: 'tour', icon: PlayCircle, label: t`Start the tour`, words: t`simulated gateway`, act: paths.tour(id) },
    ]),
    ...also(siteOperator, [{ key: 'batch', icon: PackagePlus, label: t`New batch`, act: paths.newBatch }]),
  ]
}

function personal(account: string, onHelp: () => void): Command[] {
  const leave = () =>
    signOut().then(
      // A full load, so that nothing of the person stays in memory.
      () => window.location.assign(paths.signIn()),
      (error: Error) => notify(error.message, 'failed'),
    )
  return [
    {
      key: 'account',
      icon: CircleUser,
      label: t`Account and security`,
      words: t`password second factor sessions`,
      act: account,
    },
    { key: 'help', icon: Keyboard, label: t`Keyboard shortcuts`, words: t`help keys`, keys: ['?'], act: onHelp },
    ...THEMES.map((theme) => ({
      key: `theme ${theme}`,
      icon: SunMoon,
      label: t`Theme: ${THEME_WORDS[theme]}`,
      act: () => setTheme(theme),
    })),
    ...Object.entries(LOCALES)
      .filter(([locale]) => locale !== activeLocale())
      .map(([locale, name]) => ({
        key: `language ${locale}`,
        icon: Languages,
        label: t`Language: ${name}`,
        act: () => setLocale(locale as Locale),
      })),
    { key: 'out', icon: LogOut, label: t`Sign out`, act: () => void leave() },
  ]
}
