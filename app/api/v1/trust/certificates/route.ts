import { decodeCursor, encodeCursor } from '#lib/http/cursor.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { printUses } from '#lib/http/trust-views.ts'
import { trustList, trustListQuery } from '#lib/schemas/trust.ts'
import { listTrust } from '#lib/services/trust/view-trust.ts'

export const GET = defineRoute({
  summary: 'List the certificates that gateways hold, what ends first',
  description:
    'CA and client certificates of all credential sets that a gateway may use, and the CAs that issue client certificates.',
  tag: 'Trust',
  right: 'gateway:read',
  owner: 'query',
  query: trustListQuery,
  answer: trustList,
  run: async ({ ctx, owner, query: { part, category, server, q, ends, cursor, limit } }) => {
    const [at, fingerprint] = decodeCursor(cursor, ['time', 'sha256']) ?? []
    const after = at && fingerprint ? { at, fingerprint } : undefined
    const text = q || undefined
    const page = await listTrust(ctx, owner, { part, category, server, text, bucket: ends, after, limit })
    const last = page.rows.at(-1)
    return {
      certificates: page.rows.map(printUses),
      next: page.more && last ? encodeCursor([last.cursorAt, last.fingerprint]) : null,
      buckets: page.buckets,
    }
  },
})
export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
