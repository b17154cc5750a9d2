/** The Tunnel Interface Authentication Key: 128 bits as 32 lower-case hex characters, used as text (tunnel.md §1). */
import { ok, type Result, refuse } from '../result.ts'

/** Keys that anybody finds: from standards, from vendors' documents and from the published samples of the tunnel. */
const KNOWN: ReadonlySet<string> = new Set([
  '2b7e151628aed2a6abf7158809cf4f3c',
  '603deb1015ca71be2b73aef0857d7781',
  '0123456789abcdeffedcba9876543210',
  '5572404c696e6b4c6f52613230313823',
  'f3203a20a2e8dfaf6686b621f56d05e3',
  '46ab678cd45df4a4e4b375eacd096acc',
  'c6f5e3b263092120b8766b9aed9c41b4',
])

const DIFFERENT_BYTES = 8

/** Reads a pasted key: 32 hex digits, in any case, dashes between them accepted. Weak ones are refused. */
export function readTunnelKey(input: string): Result<string> {
  const text = input.trim()
  if (text === '') return refuse('The key is empty. Paste it, or let one be generated.')
  const key = text.replaceAll('-', '').toLowerCase()
  if (!/^[0-9a-f]*$/.test(key)) return refuse('The key has characters other than hex digits and dashes. Copy it again.')
  if (key.length !== 32) return refuse(`The key has ${key.length} hex digits. It needs 32.`)
  const weakness = findWeakness(key)
  return weakness ? refuse(`${weakness} Let a key be generated.`) : ok(key)
}

/** Why 32 hex digits are no secret; undefined for those that may be one. */
export function findWeakness(key: string): string | undefined {
  if (KNOWN.has(key)) return 'This key is printed in public documents: everybody has it.'
  if ([1, 2, 4, 8, 16].some((period) => key === key.slice(0, period).repeat(key.length / period)))
    return 'This key repeats itself, so that it is easily guessed.'
  const bytes = (key.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))
  const steps = new Set(bytes.slice(1).map((byte, index) => (byte - (bytes[index] ?? 0) + 256) % 256))
  if (steps.size === 1) return 'This key counts up or down, so that it is easily guessed.'
  if (new Set(bytes).size < DIFFERENT_BYTES) return 'This key has few different bytes, so that it is easily guessed.'
  return undefined
}

/** Days in which both keys are valid after a change. */
export const DEFAULT_GRACE_HOURS = 168
export const MAX_GRACE_HOURS = 720

/** Said wherever a key is made. */
export const SHARE_KEY =
  'Share the new key with your application server. Until it has it, it cannot verify uplinks that are signed with it.'
