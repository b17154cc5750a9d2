/** The reference of networks and roots, as one answer. */
import { DISCOVERY_LIMITS } from '#lib/domain/lns/discovery-limits.ts'
import { NETWORKS } from '#lib/domain/lns/networks.ts'
import { ROOTS } from '#lib/domain/lns/roots.ts'

export const describeNetworks = () => ({ networks: NETWORKS, roots: ROOTS, discovery: { limits: DISCOVERY_LIMITS } })
