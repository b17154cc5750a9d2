/**
 * What a browser test starts from: `page` is signed in as an admin of owner A. Signed out instead:
 * `test.use({ storageState: { cookies: [], origins: [] } })`; as B: `pageAs(ownerB)`.
 */
import { test as base, type Page } from '@playwright/test'
import { type Eui, eui } from '../lib/domain/identifiers.ts'
import { aesCmac, deriveMasterKey, secretsOfMasterKey } from '../lib/domain/key-derivation.ts'
import { BATCH, type Installation, readInstallation, type TestOwner } from './installation.ts'

export { expect } from '@playwright/test'

export interface BatchGateway {
  readonly eui: Eui
  readonly claimPin: string
  readonly authToken: string
}

interface Fixtures {
  readonly installation: Installation
  /** Owners that no earlier attempt of this test has changed. */
  readonly pair: Installation['pairs'][number]
  readonly ownerA: TestOwner
  readonly ownerB: TestOwner
  readonly operator: Installation['operator']
  readonly consoleUrl: string
  readonly gatewayPort: number
  /** A page of another person, in a browser context of its own. */
  readonly pageAs: (who: { readonly session: string }) => Promise<Page>
  /** A gateway of the batch that no other test uses. */
  readonly batchGateway: () => BatchGateway
  /** An EUI outside every batch, to be added. */
  readonly newEui: () => Eui
}

let taken = 0

/** Unique among the workers of a run, each of which loads this module anew. */
function nextNumber(workerIndex: number): number {
  taken += 1
  return workerIndex * 256 + taken
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to learn what a fixture needs
  installation: async ({}, use) => use(readInstallation()),
  pair: async ({ installation }, use, { retry, repeatEachIndex }) => {
    const pair = installation.pairs[(retry + repeatEachIndex) % installation.pairs.length]
    if (!pair) throw new Error('the installation has no owners')
    await use(pair)
  },
  ownerA: async ({ pair }, use) => use(pair[0]),
  ownerB: async ({ pair }, use) => use(pair[1]),
  operator: async ({ installation }, use) => use(installation.operator),
  consoleUrl: async ({ installation }, use) => use(installation.consoleUrl),
  gatewayPort: async ({ installation }, use) => use(installation.gatewayPort),
  storageState: async ({ ownerA }, use) => use(ownerA.session),
  pageAs: async ({ browser, baseURL }, use) => {
    const contexts: Awaited<ReturnType<typeof browser.newContext>>[] = []
    await use(async ({ session }) => {
      const context = await browser.newContext({ storageState: session, ...(baseURL ? { baseURL } : {}) })
      contexts.push(context)
      return context.newPage()
    })
    for (const context of contexts) await context.close()
  },
  batchGateway: async ({ installation: _ }, use, { workerIndex }) =>
    use(() => {
      const gateway = eui((BigInt(`0x${BATCH.from}`) + BigInt(nextNumber(workerIndex))).toString(16))
      const root = aesCmac(Buffer.from(BATCH.rootKey, 'hex'))
      return { eui: gateway, ...secretsOfMasterKey(deriveMasterKey(root, gateway), gateway) }
    }),
  newEui: async ({ installation: _ }, use, { workerIndex }) =>
    use(() => eui(`aa555a${nextNumber(workerIndex).toString(16).padStart(10, '0')}`)),
})
