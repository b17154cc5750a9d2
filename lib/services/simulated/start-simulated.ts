/** A gateway without a device, to see how one joins (docs/decisions/0110). */
import { randomBytes } from 'node:crypto'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { addGateways, labelGateways } from '#lib/db/gateways.ts'
import { insertSimulated, listSimulatedForChange } from '#lib/db/simulated-gateways.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { type Eui, euiFromBigInt } from '#lib/domain/identifiers.ts'
import { sealAddedGateway } from '../add-gateways.ts'
import type { Context, OwnerActor } from '../context.ts'
import { cupsTrust, describeSite } from '../describe-site.ts'
import { sealHome } from './simulated-home.ts'

/** Of one owner at a time. */
export const MAX_SIMULATED = 3
export const SIMULATED_FLAVOR = 'simulated'

/** Makes one and answers its EUI. It does not count among the gateways that an owner may add. */
export async function startSimulated(context: Context, actor: OwnerActor): Promise<Eui> {
  const { cupsUri } = await describeSite(context)
  const trust = await cupsTrust(context)
  const now = context.now()
  const eui = randomEui()
  const token = randomBytes(32).toString('base64url')
  const homeEnc = sealHome(context.keys, eui, {
    eui,
    'version.txt': 'simulated-1',
    'cups-boot.uri': cupsUri,
    'cups-boot.trust': trust,
    'cups-boot.key': `Authorization: ${token}\r\n`,
  })
  await context.sql.begin(async (tx) => {
    if ((await listSimulatedForChange(tx, actor.ownerId)).length >= MAX_SIMULATED) {
      throw new AppError('conflict', `You have ${MAX_SIMULATED} simulated gateways already. Delete one of them first.`)
    }
    await addGateways(tx, actor.ownerId, [sealAddedGateway(context, eui, SIMULATED_FLAVOR, token)], now)
    await labelGateways(tx, actor.ownerId, [{ eui: eui, ...{ name: 'Simulated gateway' } }])
    await insertSimulated(tx, actor.ownerId, { eui, homeEnc, now })
    await insertAuditEntries(tx, [
      { ownerId: actor.ownerId, actor: actor.id, action: 'gateway.simulate', eui, address: actor.address },
    ])
  })
  return eui
}

/** With the bit that marks identifiers which no maker assigned. */
function randomEui(): Eui {
  const bytes = randomBytes(8)
  bytes[0] = 0x02
  return euiFromBigInt(bytes.readBigUInt64BE())
}
