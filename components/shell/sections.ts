import { Bell, Cable, KeyRound, type LucideIcon, Package, RadioTower, Route, ScrollText, Waves } from 'lucide-react'
import { paths } from '#lib/client/paths.ts'

export interface Section {
  readonly label: string
  readonly icon: LucideIcon
  readonly href: (owner: string) => string
}

/** What the rail, the bottom bar and the palette show: only what exists. */
export const SECTIONS: readonly Section[] = [
  { label: 'Gateways', icon: RadioTower, href: paths.gateways },
  { label: 'Firmware', icon: Package, href: (owner) => paths.firmware(owner) },
  { label: 'Rollouts', icon: Waves, href: paths.rollouts },
  { label: 'Connections', icon: Cable, href: paths.connections },
  { label: 'Join servers', icon: Route, href: (owner) => paths.joinServers(owner) },
  { label: 'Events', icon: Bell, href: (owner) => paths.events(owner) },
  { label: 'API tokens', icon: KeyRound, href: paths.tokens },
  { label: 'Audit', icon: ScrollText, href: paths.audit },
]
