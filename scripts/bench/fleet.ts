/** The gateways of the benchmark: everything about number `index` follows from the index, in every process alike. */
import { createHash } from 'node:crypto'
import { credentialCrc } from '#lib/domain/credential-set.ts'
import { type Eui, euiFromBigInt } from '#lib/domain/identifiers.ts'
import { tokenLine } from '#lib/domain/token.ts'
import { buildUpdateInfoRequest } from '#lib/station/update-info-request.ts'

/** What gateways have as cupsUri: counts as ours, whatever port the measured server listens on. */
export const CUPS_HOST = 'localhost:9191'
export const CUPS_URI = `https://${CUPS_HOST}`
export const LNS_URI = 'wss://lns.example.com:8887'

const FLEET_START = 0x1ceb_e770_0000_0000n
const BATCH_START = 0x1ceb_e771_0000_0000n

export interface BenchGateway {
  readonly eui: Eui
  readonly cupsToken: string
  readonly lnsToken: string
  readonly cupsCrc: number
  readonly tcCrc: number
}

/** Gateway `index` of the fleet that checks in. `trust`: DER of the CA in its sets. */
export function fleetGateway(index: number, trust: Uint8Array): BenchGateway {
  const cupsToken = tokenOf('cups', index)
  const lnsToken = tokenOf('lns', index)
  return {
    eui: fleetEui(index),
    cupsToken,
    lnsToken,
    cupsCrc: credentialCrc({ trust, crt: null, key: tokenLine(cupsToken) }) ?? 0,
    tcCrc: credentialCrc({ trust, crt: null, key: tokenLine(lnsToken) }) ?? 0,
  }
}

export const fleetEui = (index: number): Eui => euiFromBigInt(FLEET_START + BigInt(index))

/** Gateway `index` of the batch that is claimed and set up in bulk. */
export const batchGateway = (index: number): Eui => euiFromBigInt(BATCH_START + BigInt(index))

export const tokenOf = (use: string, index: number): string =>
  createHash('sha256').update(`${use} ${index}`).digest('base64url')

/** The bytes of an in-sync gateway's request, as Station 2.0.6 sends it; `keepAlive` asks for the connection to stay. */
export function unchangedRequest(index: number, trust: Uint8Array, keepAlive: boolean): Buffer {
  const gateway = fleetGateway(index, trust)
  const lines = [tokenLine(gateway.cupsToken), ...(keepAlive ? [Buffer.from('Connection: keep-alive\r\n')] : [])]
  return buildUpdateInfoRequest({
    hostPort: CUPS_HOST,
    token: Buffer.concat(lines),
    router: gateway.eui,
    cupsUri: CUPS_URI,
    tcUri: LNS_URI,
    cupsCredCrc: gateway.cupsCrc,
    tcCredCrc: gateway.tcCrc,
    package: '2.0.6',
    keys: [],
  })
}
