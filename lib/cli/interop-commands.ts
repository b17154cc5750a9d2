/** `gatehouse interop …`: checks, asks and converts a configuration of The Things Stack. Needs no database and no settings. */
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { AppError } from '#lib/domain/app-error.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { type Route, routesOf } from '#lib/domain/interop/check-prefixes.ts'
import { writeChirpStack } from '#lib/domain/interop/chirpstack.ts'
import { hasErrors, sortFindings } from '#lib/domain/interop/finding.ts'
import { parseJoinEui } from '#lib/domain/interop/join-eui.ts'
import { COMPONENTS, type Configuration } from '#lib/domain/interop/model.ts'
import { formatPrefix } from '#lib/domain/interop/prefix.ts'
import { readFolder } from '#lib/domain/interop/read-folder.ts'
import { resolveJoinEui } from '#lib/domain/interop/resolve-join-eui.ts'
import { writeFolder } from '#lib/domain/interop/write-folder.ts'
import { writeZip } from '#lib/domain/interop/write-zip.ts'
import { pathOfCaller } from './caller-path.ts'
import { REFUSED, WRONG_USAGE } from './exit-codes.ts'
import {
  REPORT_FORMATS,
  type Report,
  type ReportFormat,
  reportGithub,
  reportJson,
  reportText,
} from './interop-report.ts'
import { readInteropFolder } from './read-interop-folder.ts'

interface CheckOptions {
  readonly format: ReportFormat
  readonly json?: boolean
  readonly strict?: boolean
}

interface ExportOptions {
  readonly format: 'tts' | 'chirpstack'
  readonly out?: string
  readonly folder?: string
}

export function addInteropCommands(program: Command): void {
  const interop = program
    .command('interop')
    .description('join servers of The Things Stack (config.yml); needs no database')
  interop
    .command('check')
    .description('check a folder or zip with config.yml; exits 1 with errors, 2 when there is nothing to check')
    .argument('<dir>', 'folder that holds config.yml, or a zip of it')
    .addOption(new Option('--format <format>', 'how findings are printed').choices(REPORT_FORMATS).default('text'))
    .option('--json', 'print JSON: the same as --format json')
    .option('--strict', 'let warnings count as errors')
    .action((folder: string, options: CheckOptions) =>
      answer(async () => {
        const { report } = await read(folder)
        const format = options.json ? 'json' : options.format
        const print = { text: reportText, json: reportJson, github: reportGithub }[format]
        process.stdout.write(`${print(report)}\n`)
        return hasErrors(report.findings) || (options.strict && report.findings.length > 0) ? REFUSED : 0
      }),
    )
  interop
    .command('resolve')
    .description('say which join server is asked for a JoinEUI, and why; exits 1 when none is')
    .argument('<dir>', 'folder that holds config.yml, or a zip of it')
    .argument('<join-eui>', '16 hex digits', readJoinEui)
    .option('--json', 'print JSON')
    .action((folder: string, joinEui: Eui, options: { json?: boolean }) =>
      answer(async () => {
        const configuration = await readGood(folder)
        const answers = COMPONENTS.map((component) => ({
          component,
          ...resolveJoinEui(routesOf(configuration, component), joinEui),
        }))
        const found = answers.some(({ winners }) => winners.length > 0)
        const [ns, as] = answers
        const text =
          ns?.reason === as?.reason
            ? (ns?.reason ?? '')
            : answers.map(({ component, reason }) => `${component}: ${reason}`).join('\n')
        const json = answers.map(({ component, winners, beaten, reason }) => ({
          component,
          winners: winners.map(shown),
          beaten: beaten.map(shown),
          reason,
        }))
        process.stdout.write(
          `${options.json ? JSON.stringify({ joinEui: joinEui.toUpperCase(), answers: json }) : text}\n`,
        )
        return found ? 0 : REFUSED
      }),
    )
  interop
    .command('export')
    .description('write the configuration in its normal form for The Things Stack, or for ChirpStack')
    .argument('<dir>', 'folder that holds config.yml, or a zip of it')
    .addOption(new Option('--format <format>', 'for whom').choices(['tts', 'chirpstack']).makeOptionMandatory())
    .option('--out <path>', 'a .zip or a new folder (tts), a file (chirpstack; standard output unless given)')
    .option('--folder <path>', 'where the TLS files will lie on the server of ChirpStack')
    .action((folder: string, options: ExportOptions) =>
      answer(async () => {
        const configuration = await readGood(folder)
        await (options.format === 'tts'
          ? exportStack(configuration, options)
          : exportChirpStack(configuration, options))
        return 0
      }),
    )
}

const shown = ({ file, prefix }: Route) => ({ file, prefix: formatPrefix(prefix) })

function readJoinEui(text: string): Eui {
  const parsed = parseJoinEui(text)
  if (!parsed.ok) throw new InvalidArgumentError(parsed.error)
  return parsed.value
}

/** A path that is not there is wrong usage; what it holds is judged by the commands. */
async function answer(work: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await work()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    process.stderr.write(`${error.detail}\n`)
    process.exitCode = error.code === 'bad_request' ? WRONG_USAGE : REFUSED
  }
}

async function read(folder: string): Promise<{ report: Report; configuration: Configuration | undefined }> {
  const { files, findings } = await readInteropFolder(folder)
  const { configuration, findings: found } = readFolder(files, { now: new Date() })
  return {
    report: { folder, findings: sortFindings([...findings, ...found]), servers: configuration?.servers.length },
    configuration,
  }
}

async function readGood(folder: string): Promise<Configuration> {
  const { report, configuration } = await read(folder)
  if (!configuration) throw new AppError('invalid', reportText(report))
  return configuration
}

async function exportStack(configuration: Configuration, { out }: ExportOptions): Promise<void> {
  if (!out) throw new AppError('bad_request', 'Say where to write it: --out FILE.zip, or --out FOLDER.')
  const { files } = writeFolder(configuration)
  if (out.endsWith('.zip')) return write(out, writeZip(files))
  const present = await readdir(pathOfCaller(out)).catch(() => [])
  if (present.length > 0) throw new AppError('bad_request', `${out} is not empty. Give a new folder.`)
  for (const { path, text } of files) await write(join(out, path), text)
}

async function exportChirpStack(configuration: Configuration, { out, folder }: ExportOptions): Promise<void> {
  const { toml, notes } = writeChirpStack(configuration, folder)
  for (const { file, message } of notes) process.stderr.write(`${file}: ${message}\n`)
  if (out) await write(out, toml)
  else process.stdout.write(toml)
}

async function write(given: string, content: string | Uint8Array): Promise<void> {
  const path = pathOfCaller(given)
  try {
    await mkdir(dirname(path), { recursive: true })
    // Private keys may be among them.
    await writeFile(path, content, { mode: 0o600 })
  } catch (error) {
    throw new AppError('bad_request', `${path} cannot be written (${(error as NodeJS.ErrnoException).code}).`)
  }
}
