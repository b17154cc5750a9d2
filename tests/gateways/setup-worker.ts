/** The process that killed-setup.test.ts ends: one bulk setup against the database of its environment. */
import { openDatabase } from '#lib/db/client.ts'
import { eui, euiFromBigInt } from '#lib/domain/identifiers.ts'
import { loadKeyProvider } from '#lib/hsm/load-key-provider.ts'
import { type SetupEntry, setupGateways } from '#lib/services/setup-gateways.ts'

export const SIZE = 5_000
export const WORKER_OWNER = eui('::1')

/** A trust and a token for each gateway, on both sides. */
export function setupEntries(trust: string): SetupEntry[] {
  return Array.from({ length: SIZE }, (_, index) => {
    const gateway = euiFromBigInt(BigInt(index + 1))
    const key = `Authorization: token-of-${gateway}`
    return {
      gateway,
      cupsUri: 'https://cups.example:1',
      cupsTrust: trust,
      cupsKey: key,
      lnsUri: 'wss://lns.example:1',
      lnsTrust: trust,
      lnsKey: key,
    }
  })
}

const { WORKER_DATABASE: url, WORKER_KEY: wrappingKey, WORKER_TRUST: trust } = process.env
if (url && wrappingKey && trust) {
  const database = openDatabase(url, { max: 2 })
  const keys = await loadKeyProvider({ sql: database.sql, dataDir: '/nonexistent', wrappingKey })
  const site = { gatewayHosts: [], consoleUrl: '', tls: null }
  await setupGateways(
    { ...database, keys, site, now: () => new Date() },
    { ownerId: WORKER_OWNER, id: 'cli', address: null },
    setupEntries(trust),
  )
  await database.close()
}
