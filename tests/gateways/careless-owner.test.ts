/**
 * Owners who do one thing after another without waiting, and a strict Station that lives through it: it is never locked out, and once
 * an owner sets what works, it ends with that (rules.md 7, 8).
 */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Eui, eui } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import { authTokenOf } from '#lib/services/batch-secrets.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { deleteGateways } from '#lib/services/delete-gateways.ts'
import { type SetupEntry, setupGateways } from '#lib/services/setup-gateways.ts'
import { acceptTransfer } from '#lib/services/transfers/accept-offers.ts'
import { offerGateways } from '#lib/services/transfers/offer-gateways.ts'
import { type UndoEntry, undoSetups } from '#lib/services/undo-setup.ts'
import type { CheckInOutcome, Station } from '#lib/station/station.ts'
import { makeCa, type TestCertificate } from '#tests/support/certificates.ts'
import { createTestOwner } from '#tests/support/context.ts'
import { startTestPlane, type TestPlane } from '#tests/support/plane.ts'
import { claimAll, looseEuis, makeBatch, type TestBatch } from './fleet.ts'

let plane: TestPlane
let owners: readonly [OwnerActor, OwnerActor]
let stranger: TestCertificate
let batch: TestBatch
let number = 0

beforeAll(async () => {
  plane = await startTestPlane()
  owners = [await createTestOwner(plane.context, '::a', 100_000), await createTestOwner(plane.context, '::b', 100_000)]
  stranger = await makeCa({ name: 'CN=Not the CA of this server' })
  batch = await makeBatch(plane.context)
})
afterAll(() => plane?.close())

const FIRST = 'the-first-token'
const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64')
const statusOf = ({ response }: CheckInOutcome): number =>
  Number(/^HTTP\/1\.1 (\d{3})/.exec(response.toString('latin1'))?.[1])

/**
 * How gateways come: with the derived token in cups-boot, with an added token in cups-boot, and from another maker with nothing but
 * what a person put on it.
 */
const KINDS = ['batch', 'added', 'installed'] as const
type Kind = (typeof KINDS)[number]

interface World {
  readonly kind: Kind
  readonly gateway: Eui
  readonly station: Station
  owner: OwnerActor
  undo: UndoEntry | undefined
}

const tokenSet = (token: string) => ({ uri: plane.uri, trust: plane.trust, key: `Authorization: ${token}\r\n` })
const cupsOf = (token: string): SetupEntry => ({
  cupsUri: plane.uri,
  cupsTrust: base64(plane.trust),
  cupsKey: base64(`Authorization: ${token}`),
})

async function makeWorld(kind: Kind): Promise<World> {
  const [owner] = owners
  const { context } = plane
  number += 1
  const gateway = kind === 'batch' ? batch.eui(number) : (looseEuis(1)[0] ?? eui('::1'))
  if (kind === 'batch') {
    await claimAll(context, owner, [gateway])
    const derived = await authTokenOf(context, { id: 'cli', address: null }, gateway)
    const station = plane.station(gateway, { 'cups-boot': tokenSet(derived) })
    return { kind, gateway, station, owner, undo: undefined }
  }
  expect(await addGateways(context, owner, [{ gateway, flavorid: 'x', token: FIRST }])).toEqual([{ gateway }])
  if (kind === 'added') {
    const station = plane.station(gateway, { 'cups-boot': tokenSet(FIRST) })
    return { kind, gateway, station, owner, undo: undefined }
  }
  const world = { kind, gateway, station: plane.station(gateway, { cups: tokenSet(FIRST) }), owner, undo: undefined }
  await setUp(world, cupsOf(FIRST))
  await contact(world)
  await contact(world)
  await context.sql`update gateways set origin = 'batch', token_digest = null, token_enc = null where eui = ${gateway}`
  return world
}

async function contact({ station }: Pick<World, 'station'>): Promise<number> {
  plane.context.clock.now = new Date(plane.context.clock.now.getTime() + 60_000)
  const outcome = await station.checkIn()
  // Without a cups.uri on it and with CUPS unmanaged there is none to repeat: it comes within a day.
  expect(outcome.harm.filter(({ code }) => code !== 'late-return')).toEqual([])
  return statusOf(outcome)
}

/** All sets in turn, each as often as Station tries it, and the one that leads back. */
const ALL_SETS = 24

async function returns(world: World): Promise<void> {
  for (let tries = 0; tries < ALL_SETS; tries++) if ((await contact(world)) === 200) return
  throw new Error('the gateway is locked out')
}

async function setUp(world: Omit<World, 'station'>, entry: SetupEntry): Promise<void> {
  const { gateway, owner } = world
  const [answer] = await setupGateways(plane.context, owner, [{ gateway, undo: true, ...entry }])
  const { undo } = (answer ?? {}) as { undo?: Omit<UndoEntry, 'gateway'> }
  if (undo) world.undo = { gateway, ...undo }
}

const STEPS = {
  token: (world) => setUp(world, cupsOf(`token-${++number}`)),
  'wrong trust': (world) => setUp(world, { ...cupsOf(`token-${++number}`), cupsTrust: base64(stranger.der) }),
  'another CUPS server and back': async (world) => {
    await setUp(world, { ...cupsOf('of-another'), cupsUri: 'https://cups.example.com:443' })
    await setUp(world, cupsOf(`token-${++number}`))
  },
  lns: (world) => setUp(world, { lnsUri: `ws://10.0.0.${1 + (++number % 250)}:1887` }),
  unmanaged: (world) => setUp(world, { cupsUri: null }),
  undo: async (world) => {
    if (world.undo) await undoSetups(plane.context, world.owner, [world.undo])
  },
  'an earlier version': async (world) => {
    const [row] = await plane.context.sql<{ version: number }[]>`
      select version from credential_sets where eui = ${world.gateway} and category = 'cups' and offered_at is not null
       order by version limit 1`
    if (row) await setUp(world, { cupsVersion: row.version })
  },
  transfer: async (world) => {
    const to = world.owner === owners[0] ? owners[1] : owners[0]
    const target = { by: 'gateways' as const, gateways: [world.gateway] }
    const offer = { to: to.ownerId, target, days: 7, note: '', withLabels: false }
    const { id } = await offerGateways(plane.context, world.owner, offer)
    const [answer] = await acceptTransfer(plane.context, to, id, undefined)
    expect(answer?.error).toBeUndefined()
    world.owner = to
  },
  'delete and claim': async (world) => {
    // Others are gone for good, or have nothing that they could come back with: their owner is told.
    if (world.kind !== 'batch') return
    await deleteGateways(plane.context, world.owner, [world.gateway])
    await claimAll(plane.context, world.owner, [world.gateway])
  },
} as const satisfies Record<string, (world: World) => Promise<void>>
type Step = keyof typeof STEPS

test('whatever they do, the gateway comes back, and takes what works', { timeout: 240_000 }, async () => {
  const step = fc.constantFrom(...(Object.keys(STEPS) as Step[]))
  // Two contacts take a set and prove it; one takes it alone; none leaves it where it is.
  const contacts = fc.constantFrom(2, 1, 2, 0)
  const steps = fc.array(fc.tuple(step, contacts), { minLength: 5, maxLength: 10 })
  const kinds = fc.constantFrom(...KINDS, 'installed' as const)
  await fc.assert(
    fc.asyncProperty(kinds, steps, async (kind, order) => {
      const world = await makeWorld(kind)
      for (const [what, times] of order) {
        await STEPS[what](world)
        for (let time = 0; time < times; time++) await returns(world)
      }
      await returns(world)
      const last = `last-${++number}`
      await setUp(world, cupsOf(last))
      await returns(world)
      await returns(world)
      await returns(world)
      const [row] = await plane.context.sql<{ proven: boolean }[]>`
        select s.proven_at is not null as proven from gateways g
          join credential_sets s on s.eui = g.eui and s.category = 'cups' and s.version = g.cups_version
         where g.eui = ${world.gateway}`
      expect(row).toEqual({ proven: true })
    }),
    { numRuns: Number(process.env.CARELESS_RUNS ?? 12), endOnFailure: false },
  )
})
