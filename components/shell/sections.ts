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
  /** Pages below it belong to other sections. */
  readonly exact?: boolean
  /** For operators of the installation alone. */
  readonly site?: boolean
  /** Further beginnings of paths that belong to it. */
  readonly under?: readonly ((owner: string) => string)[]
}

/** What the rail, the bottom bar and the palette show: only what exists. */
const SECTIONS: readonly Section[] = [
  { label: 'Overview', icon: LayoutDashboard, href: paths.overview, exact: true },
  { label: 'Gateways', icon: RadioTower, href: (owner) => paths.gateways(owner) },
  { label: 'Firmware', icon: Package, href: (owner) => paths.firmware(owner) },
  { label: 'Rollouts', icon: Waves, href: paths.rollouts },
  { label: 'Transfers', icon: ArrowLeftRight, href: (owner) => paths.transfers(owner) },
  { label: 'Connections', icon: Cable, href: paths.connections },
  { label: 'Join servers', icon: Route, href: (owner) => paths.joinServers(owner) },
  { label: 'Trust', icon: ShieldCheck, href: (owner) => paths.trust(owner) },
  { label: 'Events', icon: Bell, href: (owner) => paths.events(owner) },
  { label: 'Client certificates', icon: FileBadge, href: paths.clientCas },
  { label: 'Audit', icon: ScrollText, href: paths.audit },
  { label: 'Settings', icon: Settings, href: paths.members, under: [paths.settings, paths.tokens] },
  { label: 'Batches', icon: PackageOpen, href: () => paths.batches, site: true },
  { label: 'Owners', icon: Building2, href: () => paths.owners, site: true },
  { label: 'Flavors', icon: Cpu, href: () => paths.flavors, site: true },
  { label: 'Claim attempts', icon: ShieldAlert, href: () => paths.claimAttempts, site: true },
  { label: 'Unknown gateways', icon: CircleHelp, href: () => paths.unknownGateways, site: true },
  { label: 'People', icon: UsersRound, href: () => paths.people, site: true },
  { label: 'Site audit', icon: ScrollText, href: () => paths.siteAudit, site: true },
]

/** Those that this person sees. Without an owner, those of the installation. */
export const sectionsFor = (siteOperator: boolean, owner: string): readonly Section[] =>
  SECTIONS.filter(({ site }) => (site ? siteOperator : owner !== ''))
