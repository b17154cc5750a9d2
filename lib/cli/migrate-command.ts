import type { Command } from 'commander'
import { migrateDatabase } from '#lib/db/migrate.ts'
import { type OutputOptions, runOnDatabase } from './run-command.ts'

export function addMigrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('bring the database to this version; npm start does it by itself')
    .option('--json', 'print JSON')
    .action((options: OutputOptions) =>
      runOnDatabase(options, async (url) => {
        await migrateDatabase(url)
        return { text: 'The database is at this version.', json: { migrated: true } }
      }),
    )
}
