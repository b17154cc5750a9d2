import type { Command } from 'commander'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Right } from '#lib/domain/rights.ts'
import { COMMAND_LINE } from '#lib/services/context-actors.ts'
import { createApiToken } from '#lib/services/create-api-token.ts'
import { readEui, readRights, readTime } from './arguments.ts'
import { type OutputOptions, runCommand } from './run-command.ts'

interface CreateOptions extends OutputOptions {
  readonly owner: Eui
  readonly rights: readonly Right[]
  readonly name: string
  readonly expires?: Date
}

export function addTokenCommands(program: Command): void {
  program
    .command('token')
    .description('API tokens of an owner')
    .command('create')
    .description('create an API token; prints the token and nothing else, once')
    .requiredOption('--owner <id6>', 'identifier of the owner', readEui)
    .requiredOption('--rights <rights>', 'all, or rights separated by commas', readRights)
    .option('--name <name>', 'name by which people recognise it', 'Command line')
    .option('--expires <time>', 'date or time after which it does not count', readTime)
    .option('--json', 'print JSON')
    .action((options: CreateOptions) =>
      runCommand(options, async (runtime) => {
        const { owner: ownerId, rights, name, expires: expiresAt } = options
        const { id, token } = await createApiToken(runtime, COMMAND_LINE, { ownerId, rights, name, expiresAt })
        return { text: token, json: { id, token, name, rights, expiresAt: expiresAt?.toISOString() ?? null } }
      }),
    )
}
