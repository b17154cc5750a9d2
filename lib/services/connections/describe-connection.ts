/** Connections in the audit trail: who may read it need not have seen them, and no secret is in it. */
import type { NewConnection } from '#lib/db/connections.ts'
import { readDestinationUrl } from '#lib/domain/connections/destination-url.ts'
import type { AssignedDomain } from '#lib/domain/connections/domain-scope.ts'

type Described = Omit<NewConnection, 'asId'>

/** Of a URL only the origin: paths and queries of webhooks hold tokens. */
const originOf = (url: string | null): string | null => {
  const read = url === null ? undefined : readDestinationUrl(url)
  return read?.ok ? read.value.origin : null
}

/** The facts of a connection, comparable: equal facts print equally. */
export function describeConnection(
  one: Described,
  domains: readonly Pick<AssignedDomain, 'group' | 'path'>[],
): Record<string, string | number | boolean | readonly string[] | null> {
  return {
    name: one.name,
    destination: originOf(one.url),
    login: one.loginEnc !== null,
    contentType: one.contentType,
    headers: [...one.headerNames],
    customerId: one.customerId,
    active: one.active,
    queueMode: one.queueMode,
    source: one.source,
    maxDeviation: one.maxDeviation,
    downlink: one.downlinkKind,
    downlinkDestination: originOf(one.downlinkUrl),
    domains: domains.map(({ group, path }) => `${group}: ${path}`),
  }
}

/** Only what differs, as `{field: {before, after}}`. */
export function describeChange(
  before: ReturnType<typeof describeConnection>,
  after: ReturnType<typeof describeConnection>,
): Record<string, unknown> {
  const differs = Object.keys(after).filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
  return Object.fromEntries(differs.map((field) => [field, { before: before[field], after: after[field] }]))
}
