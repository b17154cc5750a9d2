/** How each kind of object is shown in the palette, and where its page is. */
import { t } from '@lingui/core/macro'
import {
  Bell,
  Bookmark,
  Building2,
  Cable,
  FileBadge,
  KeyRound,
  type LucideIcon,
  Package,
  PackageOpen,
  RadioTower,
  Replace,
  Route,
  ShieldCheck,
  UserRound,
  Waves,
} from 'lucide-react'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { ROLLOUT_LOOKS } from '#components/rollouts/rollout-looks.tsx'
import { shortName } from '#components/trust/trust-words.ts'
import { paths } from '#lib/client/paths.ts'
import type { SearchResult } from '#lib/client/search-api.ts'
import { ROLLOUT_STATES } from '#lib/domain/rollouts/rollout.ts'
import type { SearchKind, SiteKind } from '#lib/domain/search/search-kinds.ts'

export type FoundKind = SearchKind | SiteKind

interface Look {
  readonly icon: LucideIcon
  /** Over several of them. */
  readonly heading: string
  /** Of one of them. */
  readonly word: string
  readonly href: (owner: string, found: SearchResult) => string
}

const LOOKS: Readonly<Record<FoundKind, Look>> = {
  gateway: {
    icon: RadioTower,
    heading: t`Gateways`,
    word: t`Gateway`,
    href: (owner, { id }) => paths.gateway(owner, id),
  },
  view: {
    icon: Bookmark,
    heading: t`Saved views`,
    word: t`Saved view`,
    href: (owner, { query }) => paths.gateways(owner, query ?? {}),
  },
  rollout: { icon: Waves, heading: t`Rollouts`, word: t`Rollout`, href: (owner, { id }) => paths.rollout(owner, id) },
  firmware: {
    icon: Package,
    heading: t`Firmware images`,
    word: t`Firmware image`,
    href: (owner, { id }) => paths.image(owner, Number(id)),
  },
  connection: {
    icon: Cable,
    heading: t`Connections`,
    word: t`Connection`,
    href: (owner, { id }) => paths.connection(owner, id),
  },
  'event-target': {
    icon: Bell,
    heading: t`Event targets`,
    word: t`Event target`,
    href: (owner, { id }) => paths.eventTarget(owner, id),
  },
  'join-server': {
    icon: Route,
    heading: t`Join servers`,
    word: t`Join server`,
    href: (owner, { id }) => paths.joinServer(owner, id),
  },
  certificate: {
    icon: ShieldCheck,
    heading: t`Certificates`,
    word: t`Certificate`,
    href: (owner, { id }) => paths.certificate(owner, id),
  },
  'trust-change': {
    icon: Replace,
    heading: t`Trust changes`,
    word: t`Trust change`,
    href: (owner, { id }) => paths.trustChange(owner, id),
  },
  'client-ca': {
    icon: FileBadge,
    heading: t`Client CAs`,
    word: t`Client CA`,
    href: (owner, { id }) => paths.clientCa(owner, id),
  },
  member: { icon: UserRound, heading: t`Members`, word: t`Member`, href: (owner) => paths.members(owner) },
  token: { icon: KeyRound, heading: t`API tokens`, word: t`API token`, href: (owner) => paths.tokens(owner) },
  batch: { icon: PackageOpen, heading: t`Batches`, word: t`Batch`, href: (_, { id }) => paths.batch(id) },
  owner: {
    icon: Building2,
    heading: t`Owners of the installation`,
    word: t`Owner`,
    href: (_, { name }) => `${paths.owners}?${new URLSearchParams({ q: name })}`,
  },
}

export interface FoundLook {
  readonly icon: LucideIcon
  readonly heading: string
  readonly word: string
  readonly href: string
  /** An identifier stands in the mono face. */
  readonly mono: boolean
  readonly title: string
  readonly about: string
}

/** `owner`: whose it is, for what belongs to one. */
export function lookOf(owner: string, found: SearchResult): FoundLook {
  const { heading, icon, word, href } = LOOKS[found.kind]
  return { icon, heading, word, href: href(owner, found), mono: found.kind === 'gateway', ...textsOf(found) }
}

function textsOf({ kind, id, name, about }: SearchResult): { title: string; about: string } {
  switch (kind) {
    case 'gateway':
      return { title: formatGatewayTitle(id), about: [name, about].filter(Boolean).join(' · ') }
    case 'rollout': {
      const state = ROLLOUT_STATES.find((one) => one === about)
      return { title: name, about: state ? ROLLOUT_LOOKS[state].word : '' }
    }
    case 'certificate':
      return { title: shortName(name), about: about && t`until ${about}` }
    case 'owner':
      return { title: name, about: id }
    default:
      return { title: name, about }
  }
}
