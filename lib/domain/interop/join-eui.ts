import type { Eui } from '../identifiers.ts'
import { ok, type Result, refuse } from '../result.ts'

/** A JoinEUI: 16 hex digits in any case, with “-”, “:” or no separator. Unlike gateways it has no MAC form. */
export function parseJoinEui(text: string): Result<Eui> {
  const trimmed = text.trim()
  const bare = /^[0-9a-f]{2}(?:([-:])[0-9a-f]{2})(?:\1[0-9a-f]{2}){6}$/i.test(trimmed)
    ? trimmed.replace(/[-:]/g, '')
    : trimmed
  if (/^[0-9a-f]{16}$/i.test(bare)) return ok(bare.toLowerCase() as Eui)
  return refuse(`“${trimmed.slice(0, 40)}” is no JoinEUI. Write its 16 hex digits, such as 70B3D57ED0001000.`)
}
