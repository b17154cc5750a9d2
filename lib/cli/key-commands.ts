import type { Command } from 'commander'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { openDatabase } from '#lib/db/client.ts'
import { rotateWrappingKey } from '#lib/hsm/load-key-provider.ts'
import { COMMAND_LINE } from '#lib/services/context-actors.ts'
import { readWrappingKey } from './read-input.ts'
import { type OutputOptions, runOnDatabase } from './run-command.ts'

interface RotateOptions extends OutputOptions {
  readonly nextKeyFile?: string
  readonly destroyOld?: boolean
}

const PLACES = {
  hsm: 'A new key in the HSM wraps the data key now.',
  file: 'A new wrapping key lies in DATA_DIR. Back it up.',
  given:
    'The next key wraps the data key now. Set GATEHOUSE_WRAPPING_KEY to it before the next start, on every machine.',
}

export function addKeyCommands(program: Command): void {
  const keys = program.command('keys').description('the key that wraps the data key of this installation')
  keys
    .command('rotate')
    .description(
      'wrap the data key with a new key: in the HSM where one is set, else in the file; safe while the server runs',
    )
    .option(
      '--next-key-file <file>',
      'the next wrapping key, for an installation whose key is in the environment; - for standard input',
    )
    .option(
      '--destroy-old',
      'destroy the old wrapping key: backups of the database from before can never be opened again',
    )
    .option('--json', 'print JSON')
    .action((options: RotateOptions) =>
      runOnDatabase(options, async (url, { dataDir, wrappingKey, hsm }) => {
        const next = options.nextKeyFile === undefined ? undefined : await readWrappingKey(options.nextKeyFile)
        const database = openDatabase(url, { max: 1 })
        try {
          const source = { sql: database.sql, dataDir, wrappingKey, hsm }
          const place = await rotateWrappingKey(source, { next, destroyOld: options.destroyOld })
          const detail = { place, oldDestroyed: options.destroyOld === true }
          await insertAuditEntries(database.sql, [
            { ownerId: null, actor: COMMAND_LINE.id, action: 'keys.rotate', address: null, detail },
          ])
          return { text: PLACES[place], json: detail }
        } finally {
          await database.close()
        }
      }),
    )
}
