/** One check-in of the log: what the gateway said, field by field, and what it was answered, segment by segment. */
import { listVersions, type StoredVersion } from '#lib/db/credential-versions.ts'
import { type CheckInView, findCheckIn } from '#lib/db/gateway-views.ts'
import { findOwnedGateway } from '#lib/db/gateways.ts'
import { listSigningKeys } from '#lib/db/signing-keys.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { AnswerRecord } from '#lib/domain/check-in-record.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'
import { NO_CHANGE } from '#lib/domain/cups-answer.ts'
import { type AnswerSegment, layOutAnswer } from '#lib/domain/gateway-page/answer-layout.ts'
import { explainRequest, type RequestField, requestJson } from '#lib/domain/gateway-page/explain-request.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context } from '../context.ts'
import { NOT_YOURS } from '../sentences.ts'
import { credentialPieces } from './answer-pieces.ts'
import { firmwarePieces } from './view-next.ts'

export interface CheckInDetail extends CheckInView {
  readonly request: { readonly json: string; readonly fields: readonly RequestField[] }
  readonly segments: readonly AnswerSegment[]
}

/** Throws `not_found` for a gateway that is not the owner's, and for an entry that is not in its log any more. */
export async function viewCheckIn(context: Context, ownerId: Eui, eui: Eui, id: string): Promise<CheckInDetail> {
  const gateway = await findOwnedGateway(context.sql, ownerId, eui)
  if (!gateway) throw new AppError('not_found', NOT_YOURS)
  const [checkIn, versions, keys] = await Promise.all([
    findCheckIn(context.sql, ownerId, eui, id),
    listVersions(context.sql, ownerId, eui),
    listSigningKeys(context.sql, ownerId),
  ])
  if (!checkIn)
    throw new AppError('not_found', 'This check-in is not in the log. Of each gateway the newest entries are kept.')
  const desired = { cups: gateway.cupsVersion, tc: gateway.tcVersion }
  const sets = versions.map(({ category, version, uri, crc }) => ({
    category,
    version,
    uri,
    crc,
    desired: desired[category] === version,
  }))
  const keyName = (crc: number) => keys.find((key) => key.crc === crc)?.name
  return {
    ...checkIn,
    request: { json: requestJson(checkIn.reported), fields: explainRequest(checkIn.reported, sets, keyName) },
    segments: segmentsOf(checkIn.answer, versions),
  }
}

function segmentsOf(answer: AnswerRecord, versions: readonly StoredVersion[]): AnswerSegment[] {
  const sent = answer.kind === 'update'
  const { firmware } = answer
  const pieces = (category: 'cups' | 'tc', version: number | null, bytes: number) =>
    credentialPieces(category, version, { layout: answer[category] ?? null, bytes }, versions)
  return layOutAnswer({
    cupsUri: sent ? answer.cupsUri : null,
    tcUri: sent ? answer.tcUri : null,
    cups: sent ? pieces('cups', answer.cupsVersion, answer.cupsCredentialBytes) : null,
    tc: sent ? pieces('tc', answer.tcVersion, answer.tcCredentialBytes) : null,
    firmware: firmware
      ? firmwarePieces(
          { keyCrc: firmware.keyCrc, size: firmware.bytes, bytes: answer.bytes - NO_CHANGE.length },
          `Firmware ${formatCrc(firmware.crc)}`,
        )
      : null,
  })
}
