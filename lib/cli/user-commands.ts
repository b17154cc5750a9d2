import { type Command, Option } from 'commander'
import { findUserByEmail } from '#lib/db/users.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { ROLES, type Role } from '#lib/domain/rights.ts'
import { COMMAND_LINE } from '#lib/services/context-actors.ts'
import { createUser } from '#lib/services/create-user.ts'
import { resetSecondFactor } from '#lib/services/people/second-factor.ts'
import { readPassword } from './read-input.ts'
import { type OutputOptions, runCommand } from './run-command.ts'

interface CreateOptions extends OutputOptions {
  readonly email: string
  readonly name?: string
  readonly owner: string
  readonly role: Role
  readonly passwordStdin?: boolean
}

export function addUserCommands(program: Command): void {
  const user = program.command('user').description('people who sign in')
  user
    .command('create')
    .description('make a person a member of an owner, and the person when new; prints their identifier')
    .requiredOption('--email <address>', 'e-mail address to sign in with')
    .option('--password-stdin', 'read the password of a new person from standard input')
    .requiredOption('--owner <id6>', 'identifier of the owner')
    .addOption(
      new Option('--role <role>', 'what they may do in the owner').choices([...ROLES]).makeOptionMandatory(true),
    )
    .option('--name <name>', 'name that others see; default: from the address')
    .option('--json', 'print JSON')
    .action((options: CreateOptions) =>
      runCommand(options, async (runtime) => {
        const { email, name, owner: ownerId, role } = options
        const password = options.passwordStdin ? await readPassword() : undefined
        const user = await createUser(runtime, { email, name, ownerId, role, password })
        return { text: user.id, json: { ...user, email, role } }
      }),
    )
  user
    .command('reset-second-factor')
    .description('take the second factor of a person away, who lost the app and the recovery codes')
    .requiredOption('--email <address>', 'e-mail address of the person')
    .option('--json', 'print JSON')
    .action((options: OutputOptions & { readonly email: string }) =>
      runCommand(options, async (runtime) => {
        const person = await findUserByEmail(runtime.db, { email: options.email.trim() })
        if (!person) throw new AppError('not_found', `Nobody has the address ${options.email}.`)
        await resetSecondFactor(runtime, COMMAND_LINE, { userId: person.id })
        return { text: '', json: { id: person.id } }
      }),
    )
}
