import { type Command, Option } from 'commander'
import { AppError } from '#lib/domain/app-error.ts'
import { readWrappedKey } from '#lib/domain/batches/twin-key.ts'
import { type Eui, formatEui64, formatId6 } from '#lib/domain/identifiers.ts'
import { authTokenOf, claimPinOf } from '#lib/services/batch-secrets.ts'
import { transportKey } from '#lib/services/batches/transport-key.ts'
import { COMMAND_LINE } from '#lib/services/context-actors.ts'
import { type CreatedBatch, createBatch } from '#lib/services/create-batch.ts'
import { readEui, readHexKey } from './arguments.ts'
import { addBatchKitCommands } from './batch-kit-commands.ts'
import { readBytes, readRootKey, readTextFile } from './read-input.ts'
import { type Outcome, type OutputOptions, runCommand } from './run-command.ts'

interface CreateOptions extends OutputOptions {
  readonly from: Eui
  readonly to: Eui
  readonly flavor: string
  readonly manufacturer?: string
  readonly notes?: string
  readonly exportTo?: string
  readonly rootKeyFile?: string
  readonly rootKeyHex?: Uint8Array
}

interface ImportOptions extends CreateOptions {
  readonly wrapped: string
  readonly keyCheckValue?: string
}

interface GatewayOptions extends OutputOptions {
  readonly gateway: Eui
}

export function addBatchCommands(program: Command): void {
  const batch = program.command('batch').description('batches of manufactured gateways')
  range(batch.command('create'))
    .description('put a range of EUIs under a root key; prints the key check value')
    .option('--export-to <file>', 'public key of the manufacturing twin, PEM: prints the new root key wrapped to it')
    .option('--root-key-file <file>', 'import a root key of 32 bytes from a file, or - for standard input')
    .addOption(
      new Option('--root-key-hex <hex>', 'import a root key as an argument, which others can see: for tests')
        .argParser(readHexKey)
        .conflicts(['rootKeyFile', 'exportTo']),
    )
    .action((options: CreateOptions) =>
      runCommand(options, async (runtime) => {
        const { rootKeyFile, rootKeyHex, exportTo, ...rest } = options
        const rootKey = rootKeyFile === undefined ? rootKeyHex : await readRootKey(rootKeyFile)
        const twinKey = exportTo === undefined ? undefined : await readTextFile(exportTo)
        const created = await createBatch(runtime, { ...rest, rootKey, twinKey }, COMMAND_LINE)
        return outcomeOf(created, rest)
      }),
    )
  range(batch.command('import'))
    .description('put a range of EUIs under a root key of the twin, which wrapped it to our transport key')
    .requiredOption('--wrapped <file>', 'what the twin wrapped, Base64 or as it is; - for standard input')
    .option('--key-check-value <hex>', 'what the twin says; another value refuses the batch')
    .action((options: ImportOptions) =>
      runCommand(options, async (runtime) => {
        const { wrapped, keyCheckValue, ...rest } = options
        const root = readWrappedKey(await readBytes(wrapped, 'the wrapped root key'))
        if (!root.ok) throw new AppError('invalid', root.error)
        const created = await createBatch(runtime, { ...rest, wrappedRoot: root.value, keyCheckValue }, COMMAND_LINE)
        return outcomeOf(created, rest)
      }),
    )
  batch
    .command('transport-key')
    .description('print the public key that twins wrap root keys to; its fingerprint goes to stderr')
    .option('--json', 'print JSON')
    .action((options: OutputOptions) =>
      runCommand(options, async (runtime) => {
        const { publicKey, fingerprint } = await transportKey(runtime, COMMAND_LINE)
        process.stderr.write(`SHA-256 ${fingerprint}\n`)
        return { text: publicKey.trimEnd(), json: { publicKey, fingerprint } }
      }),
    )
  addBatchKitCommands(batch)
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

const range = (command: Command): Command =>
  command
    .requiredOption('--from <eui>', 'first gateway of the range', readEui)
    .requiredOption('--to <eui>', 'last gateway of the range', readEui)
    .requiredOption('--flavor <name>', 'model of the gateways')
    .option('--manufacturer <name>', 'who makes them')
    .option('--notes <text>', 'for operators')
    .option('--json', 'print JSON')

function outcomeOf(
  created: CreatedBatch,
  { from, to, flavor }: Pick<CreateOptions, 'from' | 'to' | 'flavor'>,
): Outcome {
  warnOfAdded(created)
  const { id, keyCheckValue, added, exported } = created
  const wrappedRoot = exported?.toString('base64')
  if (wrappedRoot) process.stderr.write(`Key check value ${keyCheckValue}\n`)
  const json = { id, from: formatId6(from), to: formatId6(to), flavor, keyCheckValue }
  return {
    text: wrappedRoot ?? keyCheckValue,
    json: {
      ...json,
      ...(wrappedRoot ? { wrappedRoot } : {}),
      added: { ...added, euis: added.euis.map(formatId6) },
    },
  }
}

/** Somebody added these by hand before: whoever holds the label's PIN can take them over (rules.md 18). */
function warnOfAdded({ added }: CreatedBatch): void {
  if (added.count === 0) return
  const shown = added.euis.slice(0, 10).map(formatEui64).join(', ')
  process.stderr.write(
    `${added.count} gateways of this range were added by hand before: ${shown}${added.count > 10 ? ', …' : ''}. A right claim PIN takes them over.\n`,
  )
}
