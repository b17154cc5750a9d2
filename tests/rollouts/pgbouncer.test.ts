/** The statements of rollouts through PgBouncer in transaction mode. */
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '#lib/db/client.ts'
import { createSoftwareProvider } from '#lib/hsm/software-provider.ts'
import { actOnRollout } from '#lib/services/rollouts/act-on-rollout.ts'
import { previewRollout } from '#lib/services/rollouts/preview-rollout.ts'
import { createRollout } from '#lib/services/rollouts/start-rollout.ts'
import { stepRollout } from '#lib/services/rollouts/step-rollout.ts'
import { listRolloutGateways, listRollouts } from '#lib/services/rollouts/view-rollout.ts'
import { makeImage, storeImage } from '#tests/firmware/firmware-maker.ts'
import { createTestDatabase } from '#tests/setup/test-database.ts'
import { createTestOwner } from '#tests/support/context.ts'
import { findPgBouncer, startPgBouncer } from '#tests/support/pgbouncer.ts'
import { makeFleet, PLAN, targetOf, view } from './fleet.ts'

describe.skipIf(!findPgBouncer())('through PgBouncer', () => {
  test('start, two steps at once, pause, resume, abort, return, for both kinds', { timeout: 120_000 }, async () => {
    const database = await createTestDatabase()
    const bouncer = await startPgBouncer(database.url)
    const opened = openDatabase(bouncer.url)
    const clock = { now: new Date('2026-03-01T12:00:00Z') }
    const context = {
      ...opened,
      url: bouncer.url,
      dataDir: '',
      keys: createSoftwareProvider(randomBytes(32)),
      site: { gatewayHosts: ['localhost:9191'], consoleUrl: 'http://localhost:3000', tls: null },
      clock,
      now: () => clock.now,
    }
    const owner = await createTestOwner(context, '::1', 500)
    const fleet = await makeFleet(context, owner, 60)
    await fleet.checkIn()
    const nightly = { zone: 'UTC', windows: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '11:00', to: '14:00' }] }
    const plan = { ...PLAN, waves: { by: 'share', shares: [50] }, windows: nightly, quietMinutes: 0 } as const
    const steps = (id: string) => Promise.all([stepRollout(context, id), stepRollout(context, id)])
    const changes = [
      { kind: 'credentials', lnsUri: 'ws://lns.example:1887' },
      { kind: 'firmware', fwcrc: await storeImage(context, owner, makeImage(500), []), allowUnsigned: true },
    ] as const
    for (const change of changes) {
      const request = { name: change.kind, start: true, target: targetOf(fleet), change, plan }
      expect(await previewRollout(context, owner, request)).toMatchObject({ eligible: 60, conflicts: [] })
      const id = await createRollout(context, owner, request)
      await steps(id)
      expect((await view(fleet, id)).counts).toMatchObject({ armed: 30, waiting: 30 })
      await actOnRollout(context, owner, id, 'pause')
      await steps(id)
      expect((await view(fleet, id)).counts).toMatchObject({ armed: 0, waiting: 60 })
      await actOnRollout(context, owner, id, 'resume')
      await steps(id)
      for (let contact = 0; contact < 3; contact++) {
        await fleet.checkIn()
        await steps(id)
      }
      expect((await view(fleet, id)).counts.succeeded).toBeGreaterThanOrEqual(30)
      if (change.kind === 'credentials') {
        await actOnRollout(context, owner, id, 'return')
        await steps(id)
        expect(await view(fleet, id)).toMatchObject({ counts: { returning: 0, armed: 0 } })
      }
      expect((await listRolloutGateways(context, owner.ownerId, id, { limit: 50 })).rows).toHaveLength(50)
    }
    expect((await listRollouts(context, owner.ownerId, { limit: 10 })).rows).toHaveLength(2)
    await fleet.handler.close()
    await opened.close()
    await bouncer.stop()
    await database.drop()
  })
})
