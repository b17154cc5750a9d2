/** Every version of a gateway's credential sets, those out of use too. */
import type { Eui } from '#lib/domain/identifiers.ts'
import { actorName } from './actor-name.ts'
import type { Statements } from './client.ts'
import type { StoredSet } from './gateways.ts'

export interface StoredVersion extends StoredSet {
  readonly retiredAt: Date | null
  /** `user:<uuid>`, `token:<uuid>`, `rollout:<uuid>`, `cli`, `system`. */
  readonly createdBy: string
  readonly createdByName: string | null
}

/** Newest first within each category; a gateway has few. */
export async function listVersions(sql: Statements, ownerId: Eui, eui: Eui): Promise<StoredVersion[]> {
  return sql<StoredVersion[]>`
    select s.eui, s.category, s.version, s.uri, s.lns_uri as "lnsUri", s.muxs_template as "muxsTemplate", s.trust, s.crt, s.key_kind as "keyKind", s.key_enc as "keyEnc",
           s.crc::float8 as crc, s.offered_at as "offeredAt", s.proven_at as "provenAt", s.failed_at as "failedAt", s.backup, s.not_after as "notAfter",
           s.retired_at as "retiredAt", s.created_at as "createdAt", s.created_by as "createdBy", ${actorName(sql, 's.created_by', ownerId)} as "createdByName"
      from credential_sets s
     where s.eui = ${eui} and s.owner_id = ${ownerId}
     order by s.category, s.version desc`
}
