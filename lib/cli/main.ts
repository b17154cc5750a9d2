/** `npm run --silent gatehouse -- …`: what an operator does without a browser, on the same database as the server. */
import { Command, CommanderError } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { WRONG_USAGE } from './exit-codes.ts'
import { addInteropCommands } from './interop-commands.ts'

const program = new Command('gatehouse')
  .version(packageJson.version)
  .description('Manages a Gatehouse installation, while its server runs or not.')
  .showHelpAfterError('(add --help for the usage)')
  .exitOverride()
  .addHelpText('after', '\nExit codes: 0 done, 1 refused (the reason is on stderr), 2 wrong usage.')

addInteropCommands(program)
// The server's code takes a second to load, which a check in somebody's CI need not wait for.
if (process.argv[2] !== 'interop') (await import('./server-commands.ts')).addServerCommands(program)
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
