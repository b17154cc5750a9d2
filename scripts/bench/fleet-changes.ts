/** What it takes to change ten thousand gateways of a large fleet, its index included. */
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context, OwnerActor } from '#lib/services/context.ts'
import { createOwner } from '#lib/services/create-owner.ts'
import { deleteGateways } from '#lib/services/delete-gateways.ts'
import { labelGateways } from '#lib/services/fleet/label-gateways.ts'
import { acceptTransfer } from '#lib/services/transfers/accept-offers.ts'
import { offerGateways } from '#lib/services/transfers/offer-gateways.ts'
import { cpuUntilNow } from './cpu.ts'

export interface ChangeTime {
  readonly name: string
  readonly gateways: number
  /** Milliseconds, and of CPU here and in the database. */
  readonly elapsed: number
  readonly cpu: number
}

/** `euis`: gateways of the owner, of which three equal parts are changed. */
export async function measureFleetChanges(
  context: Context,
  actor: OwnerActor,
  euis: readonly Eui[],
): Promise<ChangeTime[]> {
  const part = Math.floor(euis.length / 3)
  const [labelled, given, deleted] = [0, 1, 2].map((n) => euis.slice(n * part, (n + 1) * part))
  const { id: receiver } = await createOwner(context, { id: '::2', name: 'Receiver' })
  await context.sql`update owners set add_limit = ${part} where id = ${receiver}`
  const times: ChangeTime[] = []
  const measure = async (name: string, run: () => Promise<readonly { readonly error?: string }[]>) => {
    const before = await cpuUntilNow(context)
    const begun = performance.now()
    const answers = await run()
    const elapsed = performance.now() - begun
    times.push({ name, gateways: part, elapsed, cpu: (await cpuUntilNow(context)) - before })
    const refused = answers.find(({ error }) => error !== undefined)
    if (refused) throw new Error(`${name}: ${refused.error}`)
  }
  await measure('name, tags and site', () =>
    labelGateways(
      context,
      actor,
      (labelled ?? []).map((gateway, n) => ({ gateway, name: `Mast ${n}`, tags: ['renamed'], site: `Site ${n % 9}` })),
    ),
  )
  const target = { by: 'gateways', gateways: given ?? [] } as const
  let transfer = ''
  await measure('transfer: the offer', async () => {
    transfer = (await offerGateways(context, actor, { to: receiver, target, days: 7, note: '', withLabels: true })).id
    return []
  })
  await measure('transfer: the acceptance', () =>
    acceptTransfer(context, { ownerId: receiver, id: 'cli', address: null }, transfer, undefined),
  )
  await measure('delete', () => deleteGateways(context, actor, deleted ?? []))
  return times
}

/** As a table of Markdown. */
export function printChanges(times: readonly ChangeTime[]): string {
  return [
    '| Change of many gateways | gateways | time | CPU |',
    '|---|---:|---:|---:|',
    ...times.map(
      ({ name, gateways, elapsed, cpu }) =>
        `| ${name} | ${gateways.toLocaleString('en')} | ${(elapsed / 1000).toFixed(1)} s | ${(cpu / 1000).toFixed(1)} s |`,
    ),
    '',
  ].join('\n')
}
