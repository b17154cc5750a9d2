/** Who the Station is: from the options, the file `eui` or station.conf of its home. */
import { type Eui, euiFromBigInt, euiToBigInt, parseEui } from '#lib/domain/identifiers.ts'
import type { Home } from './home.ts'
import { StationRefused } from './station-refused.ts'
import { DEFAULT_MODEL } from './update-info-request.ts'

export interface Identity {
  readonly router: Eui
  readonly model: string
  /** From the options; null leaves it to version.txt. */
  readonly package: string | null
}

export interface IdentityOptions {
  readonly eui?: string | undefined
  readonly model?: string | undefined
  readonly package?: string | undefined
}

/**
 * The EUI from the option or from the file `eui` is taken as it is. `routerid` of station.conf goes through Station's
 * own `euiprefix` rule: one whose upper 16 bits are zero is taken for a MAC (cups.md §8).
 */
export function readIdentity(home: Home, options: IdentityOptions): Identity {
  const conf = readStationConf(home)
  const model = options.model ?? (typeof conf.model === 'string' ? conf.model : DEFAULT_MODEL)
  return { router: readRouter(home, options, conf), model, package: options.package ?? null }
}

function readRouter(home: Home, options: IdentityOptions, conf: Readonly<Record<string, unknown>>): Eui {
  if (options.eui !== undefined) return parsed(options.eui, 'the option --eui')
  const file = home.read('eui')?.toString('latin1').trim()
  if (file) return parsed(file, `the file eui in ${home.folder}`)
  if (conf.routerid !== undefined) {
    const prefix = conf.euiprefix === undefined ? 1n : euiToBigInt(parsed(conf.euiprefix, 'euiprefix in station.conf'))
    return expanded(parsed(conf.routerid, 'routerid in station.conf'), prefix)
  }
  throw new StationRefused(
    'no-eui',
    `This Station has no EUI. Give it with --eui B8-27-EB-FF-FE-A6-7A-72, or write it into the file ${home.folder}/eui.`,
  )
}

function parsed(text: unknown, where: string): Eui {
  const result = parseEui(text)
  if (!result.ok) throw new StationRefused('bad-configuration', `Unreadable EUI in ${where}. ${result.error}`)
  return result.value
}

const LOWER_48 = 0xffff_ffff_ffffn

/** Default prefix ::1: FFFE is put into the middle of the lower 48 bits. */
function expanded(router: Eui, prefix: bigint): Eui {
  const value = euiToBigInt(router)
  if (value >> 48n !== 0n) return router
  if ((prefix & LOWER_48) === 0n) return euiFromBigInt(prefix | value)
  return euiFromBigInt(((value & 0xffff_ff00_0000n) << 16n) | 0xff_fe00_0000n | (value & 0xff_ffffn))
}

function readStationConf(home: Home): Readonly<Record<string, unknown>> {
  const bytes = home.read('station.conf')
  if (!bytes) return {}
  const problem = new StationRefused(
    'bad-configuration',
    `${home.folder}/station.conf is not JSON with an object "station_conf". Correct or remove it.`,
  )
  let json: unknown
  try {
    json = JSON.parse(withoutComments(bytes.toString('utf8')))
  } catch {
    throw problem
  }
  if (typeof json !== 'object' || json === null) throw problem
  const conf = (json as Record<string, unknown>).station_conf ?? {}
  if (typeof conf !== 'object' || conf === null) throw problem
  return conf as Record<string, unknown>
}

/** Configurations of concentrators carry comments between slash and asterisk. */
const withoutComments = (text: string): string =>
  text.replace(/"(?:\\.|[^"\\])*"|\/\*[\s\S]*?\*\//g, (match) => (match.startsWith('"') ? match : ' '))
