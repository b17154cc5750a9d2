/** The head of an audit chain as a person notes it; free of hashing, for the browser. */
import { ok, type Result, refuse } from '../result.ts'

/** What a person notes: how many entries there were, and the seal of the last one. */
export interface AuditHead {
  readonly length: number
  /** 64 lower-case hex digits. */
  readonly seal: string
}

export const formatHead = ({ length, seal }: AuditHead): string => `${length}:${seal}`

/** `1842:9f86…`, as it was noted. */
export function readHead(text: string): Result<AuditHead> {
  const [, length, seal] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/i.exec(text.trim()) ?? []
  if (!length || !seal) return refuse('A noted head is a number, a colon and 64 hex digits, such as 1842:9f86…')
  return ok({ length: Number(length), seal: seal.toLowerCase() })
}
