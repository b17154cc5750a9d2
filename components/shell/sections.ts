import { t } from '@lingui/core/macro'
import {
  ArrowLeftRight,
  Bell,
  Building2,
  Cable,
  CircleHelp,
  Cpu,
  FileBadge,
  LayoutDashboard,
  type LucideIcon,
  Package,
  PackageOpen,
  RadioTower,
  Route,
  ScrollText,
  Settings,
  ShieldAlert,
  ShieldCheck,
  UsersRound,
  Waves,
} from 'lucide-react'
import { paths } from '#lib/client/paths.ts'

export interface Section {
  readonly label: string
  readonly icon: LucideIcon
  readonly href: (owner: string) => string
  /** After g, it goes there. */
  readonly letter?: string
  /** Pages below it belong to other sections. */
  readonly exact?: boolean
  /** For operators of the installation alone. */
  readonly site?: boolean
  /** Stands below that section, in the rail while one of both is open. */
  readonly below?: (owner: string) => string
  /** Further beginnings of paths that belong to it. */
  readonly under?: readonly ((owner: string) => string)[]
}

const trust = (owner: string): string => paths.trust(owner)

/** What the rail, the bottom bar and the palette show: only what exists. */
const SECTIONS: readonly Section[] = [
  { label: t`Overview`, letter: 'o', icon: LayoutDashboard, href: paths.overview, exact: true },
  { label: t`Gateways`, letter: 'g', icon: RadioTower, href: (owner) => paths.gateways(owner) },
  { label: t`Firmware`, letter: 'f', icon: Package, href: (owner) => paths.firmware(owner) },
  { label: t`Rollouts`, letter: 'r', icon: Waves, href: paths.rollouts },
  { label: t`Transfers`, letter: 'x', icon: ArrowLeftRight, href: (owner) => paths.transfers(owner) },
  { label: t`Connections`, letter: 'c', icon: Cable, href: paths.connections },
  { label: t`Join servers`, letter: 'j', icon: Route, href: (owner) => paths.joinServers(owner) },
  { label: t`Trust`, letter: 't', icon: ShieldCheck, href: trust },
  { label: t`Client certificates`, icon: FileBadge, href: paths.clientCas, below: trust },
  { label: t`Events`, letter: 'e', icon: Bell, href: (owner) => paths.events(owner) },
  { label: t`Audit`, letter: 'a', icon: ScrollText, href: paths.audit },
  { label: t`Settings`, letter: 's', icon: Settings, href: paths.members, under: [paths.settings, paths.tokens] },
  { label: t`Batches`, letter: 'b', icon: PackageOpen, href: () => paths.batches, site: true },
  { label: t`Owners`, icon: Building2, href: () => paths.owners, site: true },
  { label: t`Flavors`, icon: Cpu, href: () => paths.flavors, site: true },
  { label: t`Claim attempts`, icon: ShieldAlert, href: () => paths.claimAttempts, site: true },
  { label: t`Unknown gateways`, icon: CircleHelp, href: () => paths.unknownGateways, site: true },
  { label: t`People`, letter: 'p', icon: UsersRound, href: () => paths.people, site: true },
  { label: t`Site audit`, icon: ScrollText, href: () => paths.siteAudit, site: true },
]

/** Those that this person sees. Without an owner, those of the installation. */
export const sectionsFor = (siteOperator: boolean, owner: string): readonly Section[] =>
  SECTIONS.filter(({ site }) => (site ? siteOperator : owner !== ''))
