/**
 * The manufacturing kit: per gateway the bootstrap set, and a CSV with the claim PINs for the labels. Tokens of gateways
 * are in it, so it is for operators alone (rules.md 13); who takes it is in the trail before its first byte leaves.
 */
import type { KeyObject } from 'node:crypto'
import { stringify } from 'csv-stringify/sync'
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { KIT_COLUMNS, type KitGateway, type KitSite, kitFiles, kitLine } from '#lib/domain/batches/kit-files.ts'
import { readTwinKey } from '#lib/domain/batches/twin-key.ts'
import type { Actor, Context } from '../context.ts'
import { describeSite } from '../describe-site.ts'
import { type BatchPart, deriveGateways, findPart, type PartWanted } from './batch-part.ts'

export interface KitWanted extends PartWanted {
  /** PEM, RSA: also each gateway's master key, wrapped to it. */
  readonly masterKeyFor?: string | undefined
}

export interface Kit {
  readonly count: number
  readonly site: KitSite
  readonly gateways: AsyncGenerator<KitGateway, void>
  /** With the master key column where it was asked for. */
  readonly columns: readonly string[]
}

export const MOST_IN_KIT = 1_000_000

/** Opens a kit: checked and noted in the trail here, derived as it is read. */
export async function openKit(context: Context, actor: Actor, wanted: KitWanted): Promise<Kit> {
  const part: BatchPart = await findPart(context, wanted, MOST_IN_KIT)
  const masterFor = wanted.masterKeyFor === undefined ? undefined : readKey(wanted.masterKeyFor)
  const { cupsUri, cupsTrust } = await describeSite(context)
  if (cupsTrust === null) {
    throw new AppError(
      'conflict',
      'The certificate of the gateway listener comes without its root, so there is no cups-boot.trust. Append the CA’s certificate to TLS_CERT.',
    )
  }
  const { batch, from, to, count } = part
  await insertAuditEntries(context.sql, [
    {
      ownerId: null,
      actor: actor.id,
      action: 'batch.personalise',
      address: actor.address,
      detail: { batch: batch.id, from, to, count, masterKeys: masterFor !== undefined },
    },
  ])
  return {
    count,
    site: { cupsUri, cupsTrust },
    gateways: deriveGateways(context, part, masterFor),
    columns: masterFor ? [...KIT_COLUMNS, 'wrapped-master-key'] : KIT_COLUMNS,
  }
}

function readKey(pem: string): KeyObject {
  const key = readTwinKey(pem)
  if (key.ok) return key.value
  throw new AppError('invalid', key.error, {
    errors: [{ pointer: '/masterKeyFor', detail: key.error, code: 'invalid' }],
  })
}

const LINES = 500

/** The CSV, in pieces of some hundred lines. */
export async function* kitCsv({ columns, site, gateways }: Kit): AsyncGenerator<Uint8Array, void> {
  let lines: string[][] = [[...columns]]
  for await (const gateway of gateways) {
    lines.push(kitLine(site, gateway))
    if (lines.length < LINES) continue
    yield csvOf(lines)
    lines = []
  }
  if (lines.length > 0) yield csvOf(lines)
}

/** A zip: a folder per gateway, and `gateways.csv` with the PINs. */
export async function* kitZip(kit: Kit): AsyncGenerator<Uint8Array, void> {
  const out: Uint8Array[] = []
  let failure: Error | undefined
  const zip = new Zip((error, chunk) => {
    if (error) failure = error
    else out.push(chunk)
  })
  const put = (name: string, bytes: Uint8Array) => {
    // Tokens do not shrink, and a certificate repeated a thousand times is not worth the time.
    const file = new ZipPassThrough(name)
    file.mtime = EPOCH
    zip.add(file)
    file.push(bytes, true)
  }
  const lines: string[][] = [[...kit.columns]]
  for await (const gateway of kit.gateways) {
    lines.push(kitLine(kit.site, gateway))
    for (const { name, bytes } of kitFiles(kit.site, gateway)) put(`${gateway.eui.toUpperCase()}/${name}`, bytes)
    if (out.length >= LINES) yield Buffer.concat(out.splice(0))
  }
  const csv = new ZipDeflate('gateways.csv')
  csv.mtime = EPOCH
  zip.add(csv)
  csv.push(csvOf(lines), true)
  zip.end()
  if (failure) throw failure
  yield Buffer.concat(out.splice(0))
}

/** The same kit is the same bytes; the zip format knows no earlier year. */
const EPOCH = new Date(1980, 0, 1)

const csvOf = (lines: readonly string[][]): Uint8Array =>
  Buffer.from(stringify([...lines], { record_delimiter: '\r\n' }))
