import type { Command } from 'commander'
import type { Eui } from '#lib/domain/identifiers.ts'
import { verifyTrail } from '#lib/services/audit/verify-trail.ts'
import { readEui } from './arguments.ts'
import { REFUSED } from './exit-codes.ts'
import { type OutputOptions, runCommand } from './run-command.ts'

interface VerifyOptions extends OutputOptions {
  readonly owner?: Eui
  readonly head?: string
}

export function addAuditCommands(program: Command): void {
  program
    .command('audit')
    .description('the audit trail')
    .command('verify')
    .description('compare every seal of a trail; exits 1 when an entry was altered, deleted, inserted or moved')
    .option('--owner <id6>', 'whose trail; without it, that of the installation', readEui)
    .option('--head <head>', 'a head that was noted earlier, such as 1842:9f86…')
    .option('--json', 'print JSON')
    .action((options: VerifyOptions) =>
      runCommand(options, async (runtime) => {
        const verdict = await verifyTrail(runtime, options.owner ?? null, options.head)
        if (!verdict.intact) process.exitCode = REFUSED
        const lines = verdict.intact
          ? [`${verdict.checked} entries fit their seals.`, ...(verdict.head ? [`Head: ${verdict.head}`] : [])]
          : verdict.faults.map(({ sentence }) => sentence)
        return { text: lines.join('\n'), json: verdict }
      }),
    )
}
