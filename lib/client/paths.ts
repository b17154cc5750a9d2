/** URLs of the console. Owner and gateway are ID6; both are encoded, because `::1` is no plain path segment everywhere. */
const segment = encodeURIComponent

export const paths = {
  home: '/',
  /** Of the link in the QR codes of our labels. */
  scannedLabel: '/claim',
  /** To the identity provider, and back to `next`. */
  sso: (next: string) => `/api/auth/sso?next=${segment(next)}`,
  signIn: (next?: string) => (next ? `/sign-in?next=${segment(next)}` : '/sign-in'),
  overview: (owner: string) => `/o/${segment(owner)}`,
  /** The list, filtered as its address says. */
  gateways: (owner: string, query?: Readonly<Record<string, string>>) =>
    `/o/${segment(owner)}/gateways${query ? `?${new URLSearchParams(query)}` : ''}`,
  /** The first run, with a simulated gateway. */
  tour: (owner: string) => `/o/${segment(owner)}/tour`,
  addGateway: (owner: string) => `/o/${segment(owner)}/gateways/add`,
  claimGateways: (owner: string) => `/o/${segment(owner)}/gateways/claim`,
  gateway: (owner: string, gateway: string) => `/o/${segment(owner)}/gateways/${segment(gateway)}`,
  setup: (owner: string, gateway: string, category?: 'tc' | 'cups') =>
    `/o/${segment(owner)}/gateways/${segment(gateway)}/setup${category ? `?target=${category}` : ''}`,
  /** The form of many: `search` as `lib/client/fleet-setup.ts` reads it. */
  setupMany: (owner: string, search?: URLSearchParams) => {
    const text = search?.toString()
    return `/o/${segment(owner)}/gateways/setup${text ? `?${text}` : ''}`
  },
  /** The wizard, for these gateways. */
  connect: (owner: string, gateways: readonly string[] = []) => {
    const query = gateways.map((gateway) => `gateway=${segment(gateway)}`).join('&')
    return `/o/${segment(owner)}/gateways/connect${query && `?${query}`}`
  },
  /** The wizard, for what was handed over under this id (lib/client/handed-selection.ts). */
  connectHanded: (owner: string, id: string) => `/o/${segment(owner)}/gateways/connect?selection=${segment(id)}`,
  firmware: (owner: string, tab?: 'keys') => `/o/${segment(owner)}/firmware${tab ? `?tab=${tab}` : ''}`,
  uploadFirmware: (owner: string) => `/o/${segment(owner)}/firmware/upload`,
  updateScript: (owner: string) => `/o/${segment(owner)}/firmware/script`,
  image: (owner: string, crc: number) => `/o/${segment(owner)}/firmware/${crc}`,
  connections: (owner: string) => `/o/${segment(owner)}/connections`,
  newConnection: (owner: string) => `/o/${segment(owner)}/connections/new`,
  domains: (owner: string) => `/o/${segment(owner)}/connections/domains`,
  connection: (owner: string, id: string, tab?: string) =>
    `/o/${segment(owner)}/connections/${segment(id)}${tab ? `?tab=${tab}` : ''}`,
  editConnection: (owner: string, id: string) => `/o/${segment(owner)}/connections/${segment(id)}/edit`,
  events: (owner: string, tab?: 'log') => `/o/${segment(owner)}/events${tab ? `?tab=${tab}` : ''}`,
  newEventTarget: (owner: string) => `/o/${segment(owner)}/events/new`,
  eventTarget: (owner: string, id: string) => `/o/${segment(owner)}/events/${segment(id)}`,
  editEventTarget: (owner: string, id: string) => `/o/${segment(owner)}/events/${segment(id)}/edit`,
  clientCas: (owner: string) => `/o/${segment(owner)}/client-cas`,
  clientCa: (owner: string, id: string) => `/o/${segment(owner)}/client-cas/${segment(id)}`,
  rollouts: (owner: string) => `/o/${segment(owner)}/rollouts`,
  /** `search`: what and where to, as `lib/client/rollout-draft.ts` reads it. */
  newRollout: (owner: string, search?: URLSearchParams) => {
    const text = search?.toString()
    return `/o/${segment(owner)}/rollouts/new${text ? `?${text}` : ''}`
  },
  transfers: (owner: string, outgoing = false) =>
    `/o/${segment(owner)}/transfers${outgoing ? '?direction=outgoing' : ''}`,
  transfer: (owner: string, id: string) => `/o/${segment(owner)}/transfers/${segment(id)}`,
  rollout: (owner: string, id: string) => `/o/${segment(owner)}/rollouts/${segment(id)}`,
  joinServers: (owner: string, tab?: string) => `/o/${segment(owner)}/join-servers${tab ? `?tab=${tab}` : ''}`,
  newJoinServer: (owner: string, preset?: string) =>
    `/o/${segment(owner)}/join-servers/new${preset ? `?preset=${segment(preset)}` : ''}`,
  importJoinServers: (owner: string) => `/o/${segment(owner)}/join-servers/import`,
  joinServer: (owner: string, id: string) => `/o/${segment(owner)}/join-servers/${segment(id)}`,
  editJoinServer: (owner: string, id: string) => `/o/${segment(owner)}/join-servers/${segment(id)}/edit`,
  trust: (owner: string, tab?: 'breaks' | 'changes', search: Readonly<Record<string, string>> = {}) => {
    const text = new URLSearchParams({ ...(tab ? { tab } : {}), ...search }).toString()
    return `/o/${segment(owner)}/trust${text ? `?${text}` : ''}`
  },
  certificate: (owner: string, fingerprint: string) => `/o/${segment(owner)}/trust/${segment(fingerprint)}`,
  newTrustChange: (owner: string, server?: { readonly category: string; readonly uri: string }) =>
    `/o/${segment(owner)}/trust/changes/new${server ? `?${new URLSearchParams({ category: server.category, uri: server.uri })}` : ''}`,
  trustChange: (owner: string, id: string) => `/o/${segment(owner)}/trust/changes/${segment(id)}`,
  tokens: (owner: string) => `/o/${segment(owner)}/tokens`,
  settings: (owner: string) => `/o/${segment(owner)}/settings`,
  members: (owner: string) => `/o/${segment(owner)}/settings/members`,
  ownerSettings: (owner: string) => `/o/${segment(owner)}/settings/owner`,
  /** The person's own account, within the pages of an owner, and without any. */
  accountOf: (owner: string) => (owner ? `/o/${segment(owner)}/settings/account` : '/account'),
  invite: '/invite',
  people: '/operator/people',
  audit: (owner: string) => `/o/${segment(owner)}/audit`,
  siteAudit: '/operator/audit',
  owners: '/operator/owners',
  flavors: '/operator/flavors',
  batches: '/operator/batches',
  newBatch: '/operator/batches/new',
  batch: (id: string) => `/operator/batches/${segment(id)}`,
  claimCodes: '/operator/batches/codes',
  claimAttempts: '/operator/claim-attempts',
  unknownGateways: '/operator/unknown-gateways',
}

/** The text of a path segment as Next hands it over; what is no valid encoding is taken as it is. */
export function segmentText(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded
  }
}
