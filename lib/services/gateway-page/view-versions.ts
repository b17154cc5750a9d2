/** The versions of one gateway's credential sets: what they hold without their secrets, and whether one can go back to them. */
import { crc32 } from 'node:zlib'
import { listVersions, type StoredVersion } from '#lib/db/credential-versions.ts'
import { findOwnedGateway } from '#lib/db/gateways.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Category, CredentialSet } from '#lib/domain/credential-set.ts'
import { type ReturnFacts, refuseReturn, returnConcerns, type VersionFacts } from '#lib/domain/gateway-page/versions.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { doubtsOf } from '#lib/domain/setup-doubts.ts'
import { type CertificateView, certificateView } from '../certificate-view.ts'
import type { Context } from '../context.ts'
import { isOurCupsUri, keyPurpose } from '../credential-store.ts'
import { type ListenerTrust, loadListenerTrust } from '../listener-trust.ts'
import { openSet } from '../open-set.ts'
import { NOT_YOURS } from '../sentences.ts'

export interface VersionView extends Omit<VersionFacts, 'trust' | 'crt'> {
  readonly category: Category
  readonly muxsTemplate: string | null
  readonly trust: CertificateView | null
  readonly crt: CertificateView | null
  readonly createdAt: Date
  readonly createdBy: string
  readonly createdByName: string | null
  readonly offeredAt: Date | null
  readonly provenAt: Date | null
  readonly failedAt: Date | null
  readonly retiredAt: Date | null
  /** It is what the gateway is to have. */
  readonly desired: boolean
  /** Station keeps it as its backup (cups.md §4). */
  readonly backup: boolean
  readonly wiped: boolean
  readonly return: {
    /** Why one cannot go back to it. */
    readonly refused: string | null
    /** What asks for a typed confirmation. */
    readonly concerns: readonly string[]
  }
}

export interface VersionsView {
  /** Of the gateway: a return names it. */
  readonly revision: number
  readonly versions: readonly VersionView[]
}

/** Throws `not_found` for a gateway that is not the owner's. */
export async function viewVersions(context: Context, ownerId: Eui, eui: Eui): Promise<VersionsView> {
  const gateway = await findOwnedGateway(context.sql, ownerId, eui)
  if (!gateway) throw new AppError('not_found', NOT_YOURS)
  const [versions, trust] = await Promise.all([listVersions(context.sql, ownerId, eui), loadListenerTrust(context)])
  const desired = { cups: gateway.cupsVersion, tc: gateway.tcVersion }
  const current = {
    cups: openSet(context, versions, 'cups', desired.cups),
    tc: openSet(context, versions, 'tc', desired.tc),
  }
  return {
    revision: gateway.revision,
    versions: versions.map((version) =>
      viewVersion(context, version, { version: desired[version.category], set: current[version.category] }, trust),
    ),
  }
}

function viewVersion(
  context: Context,
  stored: StoredVersion,
  current: { readonly version: number | null; readonly set: CredentialSet | null },
  listener: ListenerTrust,
): VersionView {
  const { category, version, uri, trust, crt, keyKind, keyEnc } = stored
  const key = keyEnc ? context.keys.open(keyEnc, keyPurpose(stored.eui, category, version)) : null
  const crcOf = (bytes: Uint8Array | null) => (bytes?.length ? crc32(bytes) : null)
  const facts = {
    version,
    uri,
    lnsUri: stored.lnsUri,
    trust: trust && certificateView(trust, 'trust'),
    crt: crt && certificateView(crt, 'crt'),
    keyKind,
    crcs: { trust: crcOf(trust), crt: crcOf(crt), key: crcOf(key) },
    crc: stored.crc,
  }
  const wiped = keyKind !== 'none' && !keyEnc
  const set = wiped ? null : openSet(context, [stored], category, version)
  const returnFacts: ReturnFacts = {
    version,
    failedAt: stored.failedAt,
    offeredAt: stored.offeredAt,
    provenAt: stored.provenAt,
    wiped,
    desired: version === current.version,
    doubts: set
      ? doubtsOf(category, set, {
          eui: stored.eui,
          before: current.set,
          isOurs: (other) => isOurCupsUri(context.site, other),
          wrongTrust: category === 'cups' ? listener.remark(set) : undefined,
          now: context.now(),
        }).map(({ detail }) => detail)
      : [],
  }
  return {
    ...facts,
    category,
    muxsTemplate: stored.muxsTemplate,
    createdAt: stored.createdAt,
    createdBy: stored.createdBy,
    createdByName: stored.createdByName,
    offeredAt: stored.offeredAt,
    provenAt: stored.provenAt,
    failedAt: stored.failedAt,
    retiredAt: stored.retiredAt,
    desired: returnFacts.desired,
    backup: stored.backup,
    wiped,
    return: {
      refused: refuseReturn(returnFacts) ?? null,
      concerns: returnConcerns(returnFacts),
    },
  }
}
