/** `gatehouse batch …` for makers: kit, labels, claim PINs of an order, and the codes of other makers. */
import { readFile } from 'node:fs/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { AppError } from '#lib/domain/app-error.ts'
import { decodeCsv } from '#lib/domain/csv/csv-text.ts'
import { type Eui, formatEui64, formatId6 } from '#lib/domain/identifiers.ts'
import { LABEL_FORMATS } from '#lib/domain/labels/label-formats.ts'
import { exportPins } from '#lib/services/batches/export-pins.ts'
import { importClaimCodes } from '#lib/services/batches/import-claim-codes.ts'
import { openKit } from '#lib/services/batches/personalise.ts'
import { printLabels } from '#lib/services/batches/print-labels.ts'
import { COMMAND_LINE } from '#lib/services/context-actors.ts'
import { readEui } from './arguments.ts'
import { writeKit, writeNewFile } from './batch-output.ts'
import { pathOfCaller } from './caller-path.ts'
import { readTextFile } from './read-input.ts'
import { type OutputOptions, runCommand } from './run-command.ts'

interface PartOptions extends OutputOptions {
  readonly batch?: string
  readonly from?: Eui
  readonly to?: Eui
}

interface KitOptions extends PartOptions {
  readonly out: string
  readonly masterKeyFor?: string
}

interface LabelOptions extends PartOptions {
  readonly out: string
  readonly format: string
  readonly skip: number
  readonly consoleUrl?: string
}

interface PinOptions extends PartOptions {
  readonly out: string
  readonly owner: Eui
  readonly recipient: string
  readonly again?: boolean
}

interface CodeOptions extends OutputOptions {
  readonly file: string
  readonly name: string
  readonly flavor: string
  readonly manufacturer?: string
  readonly dryRun?: boolean
}

export function addBatchKitCommands(batch: Command): void {
  part(batch.command('personalise'))
    .description('write the bootstrap files of gateways, ready to flash, and a CSV with their claim PINs')
    .requiredOption('--out <path>', 'a new folder, or a new file that ends .csv or .zip')
    .option('--master-key-for <file>', 'RSA public key, PEM: also write each master key, wrapped to it')
    .action((options: KitOptions) =>
      runCommand(options, async (runtime) => {
        const { masterKeyFor: file, out } = options
        const masterKeyFor = file === undefined ? undefined : await readTextFile(file)
        const count = await writeKit(out, () => openKit(runtime, COMMAND_LINE, { ...wanted(options), masterKeyFor }))
        return { text: `${count} gateways`, json: { count, out } }
      }),
    )
  part(batch.command('labels'))
    .description(`write labels with MAC, EUI, claim PIN and QR code as PDF`)
    .requiredOption('--out <file>', 'a new PDF file')
    .option('--format <name>', LABEL_FORMATS.map(({ name, title }) => `${name}: ${title}`).join('; '), 'a4-65')
    .option('--skip <number>', 'labels of the first sheet that are used up', count, 0)
    .option('--console-url <url>', 'base of the links in the QR codes, where it differs from this console')
    .action((options: LabelOptions) =>
      runCommand(options, async (runtime) => {
        const labels = await printLabels(runtime, COMMAND_LINE, { ...options, ...wanted(options) })
        await writeNewFile(options.out, labels.pdf)
        return { text: `${labels.count} labels`, json: { count: labels.count, out: options.out } }
      }),
    )
  part(batch.command('export-pins'))
    .description('write the claim PINs of an order, encrypted to the age key of the owner who bought it; once')
    .requiredOption('--owner <id>', 'the owner', readEui)
    .requiredOption('--recipient <age1…>', 'age public key of the owner')
    .requiredOption('--out <file>', 'a new file, such as pins.csv.age')
    .option('--again', 'also where a part of the range went out before')
    .action((options: PinOptions) =>
      runCommand(options, async (runtime) => {
        const { owner: ownerId, recipient, again, out } = options
        let done = { count: 0, id: '' }
        const pieces = async function* () {
          const { file, ...rest } = await exportPins(runtime, COMMAND_LINE, {
            ...wanted(options),
            ownerId,
            recipient,
            again,
          })
          done = rest
          yield file
        }
        await writeNewFile(out, pieces())
        return {
          text: `${done.count} claim PINs`,
          json: { id: done.id, count: done.count, owner: formatId6(ownerId), out },
        }
      }),
    )
  batch
    .command('import-codes')
    .description('take the claim codes of another maker from a CSV: EUI, code and, where there is one, token')
    .requiredOption('--file <file>', 'the CSV file')
    .requiredOption('--name <name>', 'name of the list')
    .requiredOption('--flavor <name>', 'model of the gateways')
    .option('--manufacturer <name>', 'who made them')
    .option('--dry-run', 'only tell what is wrong with it')
    .option('--json', 'print JSON')
    .action((options: CodeOptions) =>
      runCommand(options, async (runtime) => {
        const text = decodeCsv(await readFile(pathOfCaller(options.file)).catch(unreadable(options.file)))
        if (!text.ok) throw new AppError('invalid', text.error)
        const answer = await importClaimCodes(runtime, COMMAND_LINE, { ...options, csv: text.value })
        for (const { line, error } of answer.faults) process.stderr.write(`line ${line}: ${error}\n`)
        if (answer.faultCount > 0 && !options.dryRun) {
          throw new AppError('invalid', `Nothing was imported: ${answer.faultCount} lines are to be mended.`)
        }
        return { text: `${answer.good} codes ${answer.id ? 'imported' : 'can be imported'}`, json: { ...answer } }
      }),
    )
}

const part = (command: Command): Command =>
  command
    .option('--batch <id>', 'the whole batch, or the one that --from and --to belong to')
    .option('--from <eui>', 'first gateway', readEui)
    .option('--to <eui>', 'last gateway', readEui)
    .option('--json', 'print JSON')

function wanted({ batch, from, to }: PartOptions) {
  if ((from === undefined) !== (to === undefined)) {
    throw new AppError('invalid', `Give both ends of the range: ${formatEui64((from ?? to) as Eui)} is one of them.`)
  }
  return { id: batch, range: from === undefined || to === undefined ? undefined : { from, to } }
}

function count(text: string): number {
  if (/^\d{1,3}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Give a whole number.')
}

const unreadable =
  (path: string) =>
  (error: NodeJS.ErrnoException): never => {
    throw new AppError('invalid', `${path} cannot be read (${error.code}): check the path.`)
  }
