import { type Command, Option } from 'commander'
import { type Eui, formatEui64, formatId6 } from '#lib/domain/identifiers.ts'
import { authTokenOf, claimPinOf } from '#lib/services/batch-secrets.ts'
import { COMMAND_LINE } from '#lib/services/context-actors.ts'
import { type CreatedBatch, createBatch } from '#lib/services/create-batch.ts'
import { readEui, readHexKey } from './arguments.ts'
import { readRootKey } from './read-input.ts'
import { type OutputOptions, runCommand } from './run-command.ts'

interface CreateOptions extends OutputOptions {
  readonly from: Eui
  readonly to: Eui
  readonly flavor: string
  readonly rootKeyFile?: string
  readonly rootKeyHex?: Uint8Array
}

interface GatewayOptions extends OutputOptions {
  readonly gateway: Eui
}

export function addBatchCommands(program: Command): void {
  const batch = program.command('batch').description('batches of manufactured gateways')
  batch
    .command('create')
    .description('put a range of EUIs under a root key; prints the key check value')
    .requiredOption('--from <eui>', 'first gateway of the range', readEui)
    .requiredOption('--to <eui>', 'last gateway of the range', readEui)
    .requiredOption('--flavor <name>', 'model of the gateways')
    .option('--root-key-file <file>', 'import a root key of 32 bytes from a file, or - for standard input')
    .addOption(
      new Option('--root-key-hex <hex>', 'import a root key as an argument, which others can see: for tests')
        .argParser(readHexKey)
        .conflicts('rootKeyFile'),
    )
    .option('--json', 'print JSON')
    .action((options: CreateOptions) =>
      runCommand(options, async (runtime) => {
        const { from, to, flavor, rootKeyFile, rootKeyHex } = options
        const rootKey = rootKeyFile === undefined ? rootKeyHex : await readRootKey(rootKeyFile)
        const created = await createBatch(runtime, { from, to, flavor, rootKey })
        warnOfAdded(created)
        const { id, keyCheckValue, added } = created
        const json = { id, from: formatId6(from), to: formatId6(to), flavor, keyCheckValue }
        return { text: keyCheckValue, json: { ...json, added: { ...added, euis: added.euis.map(formatId6) } } }
      }),
    )
  batch
    .command('pin')
    .description('print the claim PIN of a gateway; leaves an audit row')
    .requiredOption('--gateway <eui>', 'the gateway', readEui)
    .option('--json', 'print JSON')
    .action((options: GatewayOptions) =>
      runCommand(options, async (runtime) => {
        const pin = await claimPinOf(runtime, COMMAND_LINE, options.gateway)
        return { text: pin, json: { gateway: formatId6(options.gateway), pin } }
      }),
    )
  batch
    .command('token')
    .description('print the authentication token of a gateway; leaves an audit row')
    .requiredOption('--gateway <eui>', 'the gateway', readEui)
    .option('--json', 'print JSON')
    .action((options: GatewayOptions) =>
      runCommand(options, async (runtime) => {
        const token = await authTokenOf(runtime, COMMAND_LINE, options.gateway)
        return { text: token, json: { gateway: formatId6(options.gateway), token } }
      }),
    )
}

/** Somebody added these by hand before: whoever holds the label's PIN can take them over (rules.md 18). */
function warnOfAdded({ added }: CreatedBatch): void {
  if (added.count === 0) return
  const shown = added.euis.slice(0, 10).map(formatEui64).join(', ')
  process.stderr.write(
    `${added.count} gateways of this range were added by hand before: ${shown}${added.count > 10 ? ', …' : ''}. A right claim PIN takes them over.\n`,
  )
}
