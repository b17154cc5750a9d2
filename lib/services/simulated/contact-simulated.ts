/** One contact of a simulated gateway: a Station in this process calls the gateway listener over TLS, as a device would. */
import { returnHome, takeHome } from '#lib/db/simulated-gateways.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { openHome } from '#lib/station/home.ts'
import { type CheckInOutcome, createStation } from '#lib/station/station.ts'
import type { Context, OwnerActor } from '../context.ts'
import { isOurCupsUri } from '../credential-store.ts'
import { NOT_YOURS } from '../sentences.ts'
import { withHome } from './simulated-home.ts'

/** Longer than a contact takes, in milliseconds. */
const BUSY_MS = 60_000
const CONNECTION_MS = 10_000
/** Enough for URIs and credentials; firmware is not simulated. */
const MAX_ANSWER = 256 * 1024

/**
 * @throws AppError `not_found`, or `conflict` while another contact is under way, and once the gateway was led to another
 * server: this process calls nobody but its own listener.
 */
export async function contactSimulated(context: Context, actor: OwnerActor, eui: Eui): Promise<CheckInOutcome> {
  const now = context.now()
  const home = await takeHome(context.sql, actor.ownerId, { eui, now, until: new Date(now.getTime() + BUSY_MS) })
  if (home === undefined) throw new AppError('not_found', NOT_YOURS)
  if (home === 'busy') throw new AppError('conflict', 'This gateway is calling right now. Wait for its answer.')
  let kept: Buffer | undefined
  try {
    const { value, sealed } = await withHome(context.keys, eui, home, (folder) => {
      if (!leadsHere(context, folder)) {
        throw new AppError(
          'conflict',
          'This simulated gateway was led to another CUPS server, and the simulation calls only this one. Delete it and make a new one.',
        )
      }
      return createStation({
        home: folder,
        model: 'simulated',
        clock: () => context.now().getTime(),
        timers: { connectionMs: CONNECTION_MS },
        maxAnswer: MAX_ANSWER,
      }).checkIn()
    })
    kept = sealed
    return value
  } finally {
    await returnHome(context.sql, actor.ownerId, { eui, homeEnc: kept })
  }
}

function leadsHere({ site }: Context, folder: string): boolean {
  const home = openHome(folder)
  return (['reg', 'bak', 'boot'] as const).every((slot) => {
    const uri = home.uri('cups', slot)
    return uri === null || isOurCupsUri(site, uri)
  })
}
