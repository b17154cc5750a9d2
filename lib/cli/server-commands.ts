import type { Command } from 'commander'
import { addAuditCommands } from './audit-commands.ts'
import { addBatchCommands } from './batch-commands.ts'
import { addKeyCommands } from './key-commands.ts'
import { addMigrateCommand } from './migrate-command.ts'
import { addOwnerCommands } from './owner-commands.ts'
import { addTokenCommands } from './token-commands.ts'
import { addUserCommands } from './user-commands.ts'

/** The commands that work on the database of this installation. */
export function addServerCommands(program: Command): void {
  addOwnerCommands(program)
  addUserCommands(program)
  addTokenCommands(program)
  addBatchCommands(program)
  addKeyCommands(program)
  addAuditCommands(program)
  addMigrateCommand(program)
}
