/** The statements of transfers, limits and operators' views through PgBouncer in transaction mode. */
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { countEndedRefusals, takeBootstrapUse } from '#lib/db/bootstrap-limits.ts'
import { openDatabase } from '#lib/db/client.ts'
import { createSoftwareProvider } from '#lib/hsm/software-provider.ts'
import { changePolicy, viewLockedOut, viewPolicies } from '#lib/services/bootstrap/bootstrap-policies.ts'
import { rearmBootstrap } from '#lib/services/bootstrap/rearm-bootstrap.ts'
import { viewBootstrap } from '#lib/services/bootstrap/view-bootstrap.ts'
import { listFlavors, noteFlavor } from '#lib/services/operator/manage-flavors.ts'
import { changeOwner, listOwners, makeOwner } from '#lib/services/operator/manage-owners.ts'
import { acceptTransfer } from '#lib/services/transfers/accept-offers.ts'
import { endOffers, expireTransfers } from '#lib/services/transfers/end-offers.ts'
import { offerGateways } from '#lib/services/transfers/offer-gateways.ts'
import { listTransfers, viewTransfer } from '#lib/services/transfers/view-transfers.ts'
import { claimAll, makeBatch } from '#tests/gateways/fleet.ts'
import { createTestDatabase } from '#tests/setup/test-database.ts'
import { createTestOwner } from '#tests/support/context.ts'
import { findPgBouncer, startPgBouncer } from '#tests/support/pgbouncer.ts'

const OPERATOR = { id: 'user:operator', address: null }

describe.skipIf(!findPgBouncer())('through PgBouncer', () => {
  test('offer, accept, decline, expire, limit, re-arm, owners and flavors', { timeout: 120_000 }, async () => {
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
      close: opened.close,
    }
    const [a, b] = [await createTestOwner(context, '::1'), await createTestOwner(context, '::2')]
    const batch = await makeBatch(context)
    const euis = [batch.eui(0), batch.eui(1), batch.eui(2)]
    await claimAll(context, a, euis)
    const { id } = await offerGateways(context, a, {
      to: b.ownerId,
      target: { by: 'filter' },
      days: 7,
      note: '',
      withLabels: true,
    })
    expect((await acceptTransfer(context, b, id, euis.slice(0, 1)))[0]?.error).toBeUndefined()
    expect(await endOffers(context, b, id, 'decline', euis.slice(1, 2))).toBe(1)
    clock.now = new Date(clock.now.getTime() + 8 * 86_400_000)
    await expireTransfers(context)
    const view = await viewTransfer(context, a.ownerId, id, { after: undefined, limit: 9 })
    expect(view.gateways.map((one) => one.state)).toEqual(['accepted', 'declined', 'expired'])
    const page = { direction: 'outgoing' as const, open: false, after: undefined, limit: 9 }
    expect((await listTransfers(context, a.ownerId, page)).rows).toHaveLength(1)

    const [mine] = euis
    if (!mine) throw new Error('no gateway')
    await changePolicy(context, OPERATOR, { scope: 'site', key: '', policy: { uses: 2, days: null } })
    expect(await viewPolicies(context)).toHaveLength(1)
    const take = () => takeBootstrapUse(context.sql, { eui: mine, ownerId: b.ownerId, uses: 2 }, clock.now)
    expect(await Promise.all([take(), take(), take()])).toEqual(expect.arrayContaining([true, true, false]))
    await countEndedRefusals(context.sql, [{ eui: mine, ownerId: b.ownerId, count: 1, lastAt: clock.now }])
    expect(await viewLockedOut(context, undefined, 9)).toMatchObject([{ eui: mine, refused: 1 }])
    await rearmBootstrap(context, b, [mine])
    expect(await viewBootstrap(context, b.ownerId, mine)).toMatchObject({ used: 0, refused: 0 })

    const made = await makeOwner(context, OPERATOR, { id: undefined, name: 'Drawn' })
    expect(await changeOwner(context, OPERATOR, made.id, { addLimit: 7 })).toMatchObject({ name: 'Drawn', addLimit: 7 })
    const first = await listOwners(context, { q: undefined, after: undefined, limit: 2 })
    expect(first).toMatchObject({ more: true, owners: [{ name: 'Drawn' }, { name: 'Owner ::1', gateways: 2 }] })
    const last = first.owners.at(-1)
    const after = last && { name: last.sortName, id: last.id }
    expect((await listOwners(context, { q: undefined, after, limit: 2 })).owners).toMatchObject([{ name: 'Owner ::2' }])
    expect((await listOwners(context, { q: 'draw', after: undefined, limit: 9 })).owners).toHaveLength(1)
    expect((await listOwners(context, { q: '%', after: undefined, limit: 9 })).owners).toHaveLength(0)
    expect(await noteFlavor(context, OPERATOR, { flavor: 'Test gateway', notes: 'May' })).toMatchObject({
      gateways: 3,
      owned: 3,
      batches: 1,
    })
    expect(await listFlavors(context)).toMatchObject([{ flavor: 'Test gateway', notes: 'May' }])
    await opened.close()
    await bouncer.stop()
    await database.drop()
  })
})
