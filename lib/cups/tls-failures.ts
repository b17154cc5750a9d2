/**
 * Counts TLS handshakes that gateways end with an alert: a Station that does not trust this server says nothing else. Written
 * behind, in sets, bounded by address; connections that are merely cut tell nothing and are not counted.
 */
import type { TLSSocket } from 'node:tls'
import type { Sql } from '#lib/db/client.ts'
import { recordTlsFailures, type TlsFailure } from '#lib/db/evidence.ts'
import { counter } from '#lib/observability/meters.ts'
import { createRefusalLimit } from './refusal-limit.ts'

/** Between two writes, in milliseconds. */
const PAUSE = 1_000
const MOST_WAITING = 1_000

const failures = counter(
  'gatehouse_tls_handshake_failures_total',
  'Handshakes of gateways that failed, by the alert that they sent.',
  ['alert'],
)

export interface TlsFailureRecorder {
  /** An error of a handshake, as `tlsClientError` brings it. */
  record(error: Error & { readonly code?: string }, socket: TLSSocket): void
  /** Writes what waits. */
  close(): Promise<void>
}

export function createTlsFailureRecorder(
  sql: Sql,
  now: () => Date,
  onError: (error: unknown) => void,
): TlsFailureRecorder {
  let waiting = new Map<string, TlsFailure>()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()
  const mayRecord = createRefusalLimit()

  async function write(): Promise<void> {
    const rows = [...waiting.values()]
    waiting = new Map()
    await recordTlsFailures(sql, rows).catch(onError)
  }

  return {
    record(error, socket) {
      const alert = alertOf(error)
      failures.add([alert ?? 'cut'])
      const address = socket.remoteAddress?.replace(/^::ffff:/, '')
      const at = now()
      if (!alert || !address || !mayRecord(address, at.getTime())) return
      const key = `${address} ${alert}`
      const before = waiting.get(key)
      if (!before && waiting.size >= MOST_WAITING) return
      waiting.set(key, { address, alert, times: (before?.times ?? 0) + 1, at })
      timer ??= setTimeout(() => {
        timer = undefined
        writing = writing.then(write)
      }, PAUSE)
    },
    async close() {
      clearTimeout(timer)
      await writing
      await write()
    },
  }
}

/** `ERR_SSL_TLSV1_ALERT_UNKNOWN_CA` → `unknown ca`; undefined for anything but an alert of the other side. */
export function alertOf({ code }: { readonly code?: string }): string | undefined {
  return /^ERR_SSL_(?:SSLV3|TLSV1|TLSV13)_ALERT_([A-Z_]+)$/
    .exec(code ?? '')?.[1]
    ?.toLowerCase()
    .replaceAll('_', ' ')
}
