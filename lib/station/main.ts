/** `npm run station`: a Station without a gateway, to see what a gateway would see. */
import { resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { createStation, type Station } from './station.ts'
import { StationRefused } from './station-refused.ts'
import { describeOutcome, describeStation, describeWire, outcomeAsJson } from './summary.ts'

interface Options {
  readonly home: string
  readonly once?: boolean
  readonly eui?: string
  readonly model?: string
  readonly package?: string
  readonly resync?: number
  readonly oksync?: number
  readonly lns: 'up' | 'down'
  readonly json?: boolean
  readonly verbose?: boolean
}

const EXIT_NOT_CHECKED_IN = 1
const EXIT_NOT_STARTED = 2

const HELP = `
The home folder holds what a gateway holds:
  cups.uri, cups.trust, cups.crt, cups.key   regular set; cups-bak.* and cups-boot.* are the fallbacks
  tc.uri, tc.trust, tc.crt, tc.key           the same for the LNS, which is not contacted
  eui                                        the EUI, when --eui is not given; or "routerid" in station.conf
  version.txt                                what is reported as package
  sig-0.key, sig-1.key, ...                  public keys for firmware, raw 64 bytes each
A gateway with a derived token needs only cups-boot.uri, cups-boot.trust and cups-boot.key
("Authorization: TOKEN" and CRLF); gateway-master.key stands for the last, which is then derived. An update is never executed, only stored as update.bin.

With --once the exit code is 0 after a contact, 1 when the server could not be reached or refused,
2 when the Station does not start.`

async function main(): Promise<number> {
  const command = new Command('station')
    .description('A LoRa Basics Station 2.0.6 as its CUPS server sees it.')
    .requiredOption('--home <dir>', 'home folder with the credential files')
    .option('--once', 'make one contact, tell about it and end')
    .option('--eui <eui>', 'EUI-64, MAC or ID6 of the Station')
    .option('--model <name>', 'model to report')
    .option('--package <version>', 'package to report instead of version.txt')
    .option('--resync <seconds>', 'pause after a failure or new CUPS settings (60)', seconds)
    .option('--oksync <seconds>', 'pause while all is well (86400)', seconds)
    .option('--lns <state>', 'whether the LNS of tc.uri answers: up or down', lnsState, 'up')
    .option('--json', 'one JSON object per contact')
    .option('--verbose', 'show request and answer headers, secrets hidden')
    .addHelpText('after', HELP)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : EXIT_NOT_STARTED))
  command.parse()
  const options = command.opts<Options>()

  let station: Station
  try {
    station = start(options)
  } catch (error) {
    if (!(error instanceof StationRefused)) throw error
    if (options.json) console.log(JSON.stringify({ result: 'not started', code: error.code, reason: error.message }))
    else console.error(error.message)
    return EXIT_NOT_STARTED
  }
  if (!options.json) console.log(describeStation(station))
  return options.once ? once(station, options) : forever(station, options)
}

function start(options: Options): Station {
  return createStation({
    home: resolve(options.home),
    eui: options.eui,
    model: options.model,
    package: options.package,
    lns: () => options.lns,
    timers: {
      ...(options.resync === undefined ? {} : { resyncMs: options.resync * 1000 }),
      ...(options.oksync === undefined ? {} : { oksyncMs: options.oksync * 1000 }),
    },
  })
}

async function once(station: Station, options: Options): Promise<number> {
  const outcome = await station.checkIn()
  print(outcome, options)
  return outcome.result === 'done' ? 0 : EXIT_NOT_CHECKED_IN
}

/** Until Ctrl-C. A contact under way is cut, as by a power failure: the next start recovers. */
async function forever(station: Station, options: Options): Promise<number> {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<'stopped'>()
  process.once('SIGINT', () => stop('stopped'))
  process.once('SIGTERM', () => stop('stopped'))
  for (;;) {
    const outcome = await Promise.race([station.checkIn(), stopped])
    if (outcome === 'stopped') return 0
    if (!options.json) console.log(`\n${new Date().toISOString()}`)
    print(outcome, options)
    const { promise: due, resolve: wake } = Promise.withResolvers<'due'>()
    const timer = setTimeout(wake, outcome.nextContactAfter, 'due')
    if ((await Promise.race([due, stopped])) === 'stopped') {
      clearTimeout(timer)
      return 0
    }
  }
}

function print(outcome: Awaited<ReturnType<Station['checkIn']>>, options: Options): void {
  if (options.json) {
    console.log(JSON.stringify(outcomeAsJson(outcome)))
    return
  }
  if (options.verbose) console.log(describeWire(outcome))
  console.log(describeOutcome(outcome))
}

/** setTimeout takes no more than 2^31 − 1 ms. */
const MAX_SECONDS = 2_147_483

function seconds(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value <= MAX_SECONDS)) throw new InvalidArgumentError(`Give seconds between 0 and ${MAX_SECONDS}.`)
  return value
}

function lnsState(text: string): string {
  if (text !== 'up' && text !== 'down') throw new InvalidArgumentError('Give up or down.')
  return text
}

process.exit(await main())
