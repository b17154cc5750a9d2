/** The Gatehouse that the browser tests talk to: one for a run, started by `npm start`'s own path, filled here. */

export interface TestOwner {
  /** ID6. */
  readonly id: string
  readonly name: string
  /** An admin of this owner. */
  readonly email: string
  readonly password: string
  /** An API token with all rights. */
  readonly token: string
  /** Cookies of a signed-in admin, as Playwright's `storageState`. */
  readonly session: string
}

export interface Installation {
  readonly consoleUrl: string
  readonly gatewayPort: number
  readonly dataDir: string
  /** Owners A and B of a first attempt, then those of a second: what a failed one left behind does not fail the next. */
  readonly pairs: readonly (readonly [ownerA: TestOwner, ownerB: TestOwner])[]
  /** A site operator, member of neither owner. */
  readonly operator: { readonly email: string; readonly password: string; readonly session: string }
}

const VARIABLE = 'GATEHOUSE_E2E'

export function publishInstallation(installation: Installation): void {
  process.env[VARIABLE] = JSON.stringify(installation)
}

export function readInstallation(): Installation {
  const text = process.env[VARIABLE]
  if (!text) throw new Error('there is no installation: run this with npx playwright test')
  return JSON.parse(text) as Installation
}

/** Root key of the batch that the tests claim from, and its range. */
export const BATCH = {
  rootKey: '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
  from: '58a0cbfffe000000',
  to: '58a0cbfffe00ffff',
  flavor: 'indoor',
} as const
