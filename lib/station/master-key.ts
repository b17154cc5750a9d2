/**
 * A gateway that derives its own secrets (docs/key-derivation.md): `gateway-master.key` in its home, 32 bytes or 64 hex
 * digits, stands for cups-boot.key.
 */
import { type Eui, formatEui64 } from '#lib/domain/identifiers.ts'
import { secretsOfMasterKey } from '#lib/domain/key-derivation.ts'
import { tokenLine } from '#lib/domain/token.ts'
import type { Home } from './home.ts'
import { StationRefused } from './station-refused.ts'

export const MASTER_KEY_FILE = 'gateway-master.key'

/** The home with the derived cups-boot.key; as it is where a key file lies in it, or no master key does. */
export function withDerivedBootKey(home: Home, router: Eui): Home {
  const file = home.read(MASTER_KEY_FILE)
  if (!file || home.read('cups-boot.key')?.length) return home
  const text = file.toString('latin1').trim()
  const master = file.length === 32 ? file : /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : undefined
  if (!master) {
    throw new StationRefused(
      'master-key',
      `${MASTER_KEY_FILE} of ${formatEui64(router)} is no master key: it has neither 32 bytes nor 64 hex digits.`,
    )
  }
  const key = Buffer.from(tokenLine(secretsOfMasterKey(master, router).authToken))
  return {
    ...home,
    credentials(category, slot) {
      const files = home.credentials(category, slot)
      return category === 'cups' && slot === 'boot' ? { ...files, key } : files
    },
  }
}
