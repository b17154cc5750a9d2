/** `npm run --silent gatehouse -- …`: what an operator does without a browser, on the same database as the server. */
import { Command, CommanderError } from 'commander'
import { addBatchCommands } from './batch-commands.ts'
import { addKeyCommands } from './key-commands.ts'
import { addMigrateCommand } from './migrate-command.ts'
import { addOwnerCommands } from './owner-commands.ts'
import { WRONG_USAGE } from './run-command.ts'
import { addTokenCommands } from './token-commands.ts'
import { addUserCommands } from './user-commands.ts'

const program = new Command('gatehouse')
  .description('Manages a Gatehouse installation, while its server runs or not.')
  .showHelpAfterError('(add --help for the usage)')
  .exitOverride()
  .addHelpText('after', '\nExit codes: 0 done, 1 refused (the reason is on stderr), 2 wrong usage.')

addOwnerCommands(program)
addUserCommands(program)
addTokenCommands(program)
addBatchCommands(program)
addKeyCommands(program)
addMigrateCommand(program)
overrideExits(program)

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? 0 : WRONG_USAGE
}

/** Commands do not inherit these settings when they are added to a parent by name. */
function overrideExits(command: Command): void {
  for (const child of command.commands) {
    child.exitOverride().showHelpAfterError('(add --help for the usage)')
    overrideExits(child)
  }
}
