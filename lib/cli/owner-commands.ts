import type { Command } from 'commander'
import { formatId6 } from '#lib/domain/identifiers.ts'
import { createOwner } from '#lib/services/create-owner.ts'
import { type OutputOptions, runCommand } from './run-command.ts'

interface CreateOptions extends OutputOptions {
  readonly id: string
  readonly name: string
}

export function addOwnerCommands(program: Command): void {
  program
    .command('owner')
    .description('organisations that manage gateways')
    .command('create')
    .description('create an owner; prints its identifier')
    .requiredOption('--id <id6>', 'identifier, such as ::1')
    .requiredOption('--name <name>', 'name that people see')
    .option('--json', 'print JSON')
    .action((options: CreateOptions) =>
      runCommand(options, async (runtime) => {
        const owner = await createOwner(runtime, { id: options.id, name: options.name })
        const id = formatId6(owner.id)
        return { text: id, json: { id, name: owner.name } }
      }),
    )
}
