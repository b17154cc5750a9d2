/** A server that takes claims, in a process of its own: `GuessOrder` is the first message, the answer says what became of all. */
import { openDatabase } from '#lib/db/client.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { loadKeyProvider } from '#lib/hsm/load-key-provider.ts'
import { claimGateways } from '#lib/services/claim-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'

export interface GuessOrder {
  readonly url: string
  readonly dataDir: string
  /** All are sent at once. */
  readonly requests: readonly {
    readonly owner: OwnerActor
    readonly guesses: readonly { readonly gateway: Eui; readonly claim: string }[]
  }[]
}

export interface GuessResult {
  readonly claimed: number
  readonly refused: number
  readonly held: number
  /** Anything else. */
  readonly failed: readonly string[]
}

process.once('message', async ({ url, dataDir, requests }: GuessOrder) => {
  const database = openDatabase(url, { max: 8 })
  const keys = await loadKeyProvider({ sql: database.sql, dataDir })
  const site = { gatewayHosts: [], consoleUrl: 'http://localhost', tls: null }
  const context = { ...database, keys, site, now: () => new Date() }
  const answers = await Promise.all(requests.map(({ owner, guesses }) => claimGateways(context, owner, guesses)))
  const errors = answers.flat().map((answer) => answer.error ?? '')
  const count = (begin: string) => errors.filter((error) => error.startsWith(begin)).length
  const known = ['This gateway cannot be claimed', 'Too many wrong PINs']
  const result: GuessResult = {
    claimed: errors.filter((error) => error === '').length,
    refused: count(known[0] ?? ''),
    held: count(known[1] ?? ''),
    failed: errors.filter((error) => error !== '' && !known.some((begin) => error.startsWith(begin))).slice(0, 3),
  }
  await database.close()
  process.send?.(result, () => process.disconnect())
})
