/** What `setup` has to be given to connect a gateway to a network; nothing is stored. */
import { certificateWarnings, readCertificate, readTrust } from '#lib/domain/certificates.ts'
import { credentialCrc, credentialSegment } from '#lib/domain/credential-set.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { keyPlaceUrl } from '#lib/domain/lns/key-place.ts'
import { FIELD_NAMES } from '#lib/domain/setup.ts'
import type { Context } from '../context.ts'
import { type Fault, type NetworkInput, readNetworkSet } from './network-set.ts'

export interface ComposedNetwork {
  /** `lnsUri` … or `cupsUri` … as `setup` takes them, files in Base64, without a key that is stored already; null while something is missing or wrong. */
  readonly values: Readonly<Record<string, string>> | null
  readonly uri: string | null
  /** CRC-32 as the gateway will report it; null for ws and http. */
  readonly crc: number | null
  readonly segmentLength: number | null
  readonly errors: readonly Fault[]
  readonly warnings: readonly Fault[]
  /** Where the key is made, for this gateway; null where there is no fixed place. */
  readonly keyPlace: string | null
}

export async function composeNetwork(context: Context, ownerId: Eui, input: NetworkInput): Promise<ComposedNetwork> {
  const read = await readNetworkSet(context, ownerId, input)
  const { set, uri, host, network, category, faults } = read
  const side = network[input.side]
  const keyPlace = side && host ? keyPlaceUrl(side, host, input.gateway) : null
  if (!set)
    return { values: null, uri, crc: null, segmentLength: null, errors: faults, warnings: read.warnings, keyPlace }
  const names = FIELD_NAMES[category]
  const base64 = (bytes: Uint8Array | null) => (bytes?.length ? Buffer.from(bytes).toString('base64') : '')
  return {
    values: {
      [names.uri]: set.uri,
      [names.trust]: base64(set.trust),
      [names.crt]: base64(set.crt),
      // What is stored already stays so, and is never shown again: `setup` keeps what it is not given.
      ...(input.apiKey || input.key || !set.key?.length ? { [names.key]: base64(set.key) } : {}),
    },
    uri,
    crc: credentialCrc(set),
    segmentLength: credentialSegment(set).length || null,
    errors: [],
    warnings: [...read.warnings, ...warningsOf(set, input, context.now())],
    keyPlace,
  }
}

function warningsOf(
  set: { uri: string; trust: Uint8Array | null; crt: Uint8Array | null },
  { network, side, gateway }: NetworkInput,
  now: Date,
): Fault[] {
  const warnings: Fault[] = []
  if (/^(ws|http):/.test(set.uri))
    warnings.push({
      field: 'address',
      detail:
        'Without TLS nobody is authenticated, neither the server nor the gateway, and anybody on the way reads along.',
    })
  const trust = set.trust && readTrust(set.trust)
  if (trust?.ok)
    warnings.push(...certificateWarnings(trust.value.facts, 'trust', now).map((detail) => ({ field: 'trust', detail })))
  const crt = set.crt && readCertificate(set.crt)
  if (crt?.ok) {
    const { facts } = crt.value
    warnings.push(...certificateWarnings(facts, 'crt', now).map((detail) => ({ field: 'crt', detail })))
    if (network === 'chirpstack' && side === 'lns' && gateway && facts.commonName?.toLowerCase() !== gateway)
      warnings.push({
        field: 'crt',
        detail: `ChirpStack knows a gateway by the common name of its certificate: it is “${facts.commonName ?? ''}” and has to be ${gateway}.`,
      })
  }
  return warnings
}
