/** The tables of rollouts: the plan, its waves, and where each gateway stands. */
import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { MEMBER_STATES, ROLLOUT_KINDS, ROLLOUT_STATES } from '#lib/domain/rollouts/rollout.ts'
import { at, bytea, euiText } from './columns.ts'

const words = (list: readonly string[]) => sql.raw(list.map((word) => `'${word}'`).join(', '))

/** A change that goes to many gateways in waves. */
export const rollouts = pgTable(
  'rollouts',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    ownerId: euiText('owner_id').notNull(),
    name: text('name').notNull(),
    kind: text('kind', { enum: ROLLOUT_KINDS }).notNull(),
    state: text('state', { enum: ROLLOUT_STATES }).notNull(),
    /** `StoredTarget` of lib/services/rollouts/target.ts; a long list of gateways too. */
    target: jsonb('target').notNull(),
    /** `RolloutPlan` of lib/domain/rollouts/rollout.ts. */
    plan: jsonb('plan').notNull(),
    /** CRC of the image; null for credentials. */
    fwcrc: bigint('fwcrc', { mode: 'number' }),
    allowUnsigned: boolean('allow_unsigned').notNull().default(false),
    /** The patch of `setup` as JSON, encrypted: it may hold keys. Null for firmware. */
    patchEnc: bytea('patch_enc'),
    /** The same as it may be shown: `[{name, value}]`. */
    patchShown: jsonb('patch_shown').notNull().default([]),
    /** The current wave, from 0; -1 before the start. */
    wave: integer('wave').notNull().default(-1),
    /** `{code, reason, at}` of a pause, by the engine or by hand. */
    halt: jsonb('halt'),
    /** Something is to be started or still to be heard of: the engine looks at it. */
    live: boolean('live').notNull().default(false),
    /** When the engine looks again at the latest. */
    nextStepAt: at('next_step_at'),
    createdAt: at('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    startedAt: at('started_at'),
    finishedAt: at('finished_at'),
  },
  (table) => [
    index('rollouts_owner_idx').on(table.ownerId, table.createdAt, table.id),
    index('rollouts_live_idx').on(table.nextStepAt).where(sql`${table.live}`),
    check('rollouts_kind_check', sql`${table.kind} in (${words(ROLLOUT_KINDS)})`),
    check('rollouts_state_check', sql`${table.state} in (${words(ROLLOUT_STATES)})`),
  ],
)

export const rolloutWaves = pgTable(
  'rollout_waves',
  {
    rolloutId: uuid('rollout_id')
      .notNull()
      .references(() => rollouts.id, { onDelete: 'cascade' }),
    /** From 0. */
    wave: integer('wave').notNull(),
    ownerId: euiText('owner_id').notNull(),
    label: text('label').notNull(),
    size: integer('size').notNull(),
    startedAt: at('started_at'),
    /** The success threshold was reached: the soak time begins. */
    reachedAt: at('reached_at'),
    completedAt: at('completed_at'),
    /** Went on by hand although it had not succeeded. */
    accepted: boolean('accepted').notNull().default(false),
  },
  (table) => [primaryKey({ columns: [table.rolloutId, table.wave] })],
)

/** The gateways of a rollout, frozen at its start. */
export const rolloutGateways = pgTable(
  'rollout_gateways',
  {
    rolloutId: uuid('rollout_id')
      .notNull()
      .references(() => rollouts.id, { onDelete: 'cascade' }),
    eui: euiText('eui').notNull(),
    ownerId: euiText('owner_id').notNull(),
    /** Null: left out from the beginning. */
    wave: integer('wave'),
    /** Order inside the rollout: by a digest of rollout and EUI, so that neighbours do not go together. */
    place: integer('place').notNull(),
    state: text('state', { enum: MEMBER_STATES }).notNull(),
    code: text('code'),
    reason: text('reason').notNull().default(''),
    attempts: integer('attempts').notNull().default(0),
    /** Revision of the gateway when it was frozen: set up by somebody else since, it is left alone. */
    baseRevision: integer('base_revision').notNull(),
    /** Its arming in `firmware_schedules`. */
    armed: uuid('armed'),
    /** End of the maintenance window that it was armed in: it is not offered after that. */
    armedUntil: at('armed_until'),
    /** A person has resumed or retried since it failed or succeeded: it does not count against the threshold any more. */
    accepted: boolean('accepted').notNull().default(false),
    /** Desired versions before the rollout, and those that it made; null = unmanaged. */
    beforeCups: integer('before_cups'),
    beforeTc: integer('before_tc'),
    setCups: integer('set_cups'),
    setTc: integer('set_tc'),
    armedAt: at('armed_at'),
    offeredAt: at('offered_at'),
    /** When the proof came, before the time of silence that it must keep. */
    provenAt: at('proven_at'),
    settledAt: at('settled_at'),
  },
  (table) => [
    primaryKey({ columns: [table.rolloutId, table.eui] }),
    index('rollout_gateways_place_idx').on(table.rolloutId, table.place),
    index('rollout_gateways_state_idx').on(table.rolloutId, table.state, table.wave, table.place),
    index('rollout_gateways_eui_idx')
      .on(table.ownerId, table.eui)
      .where(sql`${table.state} in ('waiting', 'armed', 'offered', 'returning')`),
    index('rollout_gateways_accepted_idx').on(table.rolloutId, table.state).where(sql`${table.accepted}`),
    check('rollout_gateways_state_check', sql`${table.state} in (${words(MEMBER_STATES)})`),
  ],
)
