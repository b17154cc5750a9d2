/** A process that takes a rollout on, to be killed. */
import { openDatabase } from '#lib/db/client.ts'
import { loadKeyProvider } from '#lib/hsm/load-key-provider.ts'
import { stepRollout } from '#lib/services/rollouts/step-rollout.ts'

interface Order {
  readonly url: string
  readonly dataDir: string
  readonly id: string
  readonly now: string
}

process.once('message', async ({ url, dataDir, id, now }: Order) => {
  const database = openDatabase(url, { max: 2 })
  const keys = await loadKeyProvider({ sql: database.sql, dataDir })
  const site = { gatewayHosts: ['localhost:9191'], consoleUrl: 'http://localhost:3000', tls: null }
  await stepRollout({ ...database, keys, site, now: () => new Date(now) }, id)
  await database.close()
  process.disconnect()
})
