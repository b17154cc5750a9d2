/** How images, keys and schedules are printed. */
import type { StoredSigningKey } from '#lib/db/signing-keys.ts'
import type { FirmwareView } from '#lib/services/view-firmware.ts'
import type { GatewayFirmwareView } from '#lib/services/view-gateway-firmware.ts'

const NO_SCHEDULES = { scheduled: 0, offered: 0, interrupted: 0, confirmed: 0, 'no-change': 0, cancelled: 0 }

export function printImage(view: FirmwareView) {
  return {
    fwcrc: view.crc,
    sha512: view.sha512.toString('hex'),
    size: view.size,
    version: view.version,
    model: view.model,
    flavor: view.flavor,
    notes: view.notes,
    name: view.fileName,
    createdAt: view.createdAt.toISOString(),
    createdBy: view.createdBy,
    createdByName: view.createdByName,
    script: view.script,
    signatures: view.signatures.map((one) => ({
      sigcrc: one.sigCrc,
      keycrc: one.keyCrc,
      size: one.length,
      createdAt: one.createdAt.toISOString(),
    })),
    schedules: { ...NO_SCHEDULES, ...view.schedules },
  }
}

export function printSigningKey(key: StoredSigningKey) {
  return {
    id: key.id,
    name: key.name,
    keycrc: key.crc,
    publicKey: key.publicKey.toString('base64'),
    signatures: key.signatures,
    kept: key.kept,
    createdAt: key.createdAt.toISOString(),
    createdBy: key.createdBy,
    createdByName: key.createdByName,
  }
}

export function printSchedule(view: GatewayFirmwareView | null) {
  if (!view) return null
  const { schedule } = view
  const iso = (date: Date | null) => date?.toISOString() ?? null
  return {
    fwcrc: schedule.crc,
    version: view.version,
    size: view.size,
    fwafter: iso(schedule.notBefore),
    allowUnsigned: schedule.allowUnsigned,
    anyModel: schedule.anyModel,
    state: schedule.state,
    sentence: view.sentence,
    waits: view.waits,
    expectedBy: iso(view.expectedBy),
    armedAt: schedule.armedAt.toISOString(),
    armedBy: schedule.armedBy,
    armedByName: schedule.armedByName,
    offeredAt: iso(schedule.offeredAt),
    packageBefore: schedule.packageBefore,
    keycrc: schedule.keyCrc,
    bytesSent: schedule.bytesSent,
    endedAt: iso(schedule.endedAt),
    settledAt: iso(schedule.settledAt),
  }
}
