/**
 * The calls of the Owner API (owner-api.md), each in two spellings. A request is read entry by entry without zod: ten
 * thousand entries are checked by the rules themselves, and a bad one is an answer, not a failure.
 */

import type { z } from 'zod'
import { AppError } from '#lib/domain/app-error.ts'
import { type Eui, formatId6 } from '#lib/domain/identifiers.ts'
import type { Right } from '#lib/domain/rights.ts'
import {
  addBody,
  claimBody,
  deleteBody,
  infoAnswer,
  infoBody,
  itemsAnswer,
  listAnswer,
  listBody,
  MAX_ENTRIES,
  MAX_INFO,
  MAX_OWNER_API_BYTES,
  previewAnswer,
  type Spelling,
  setupAnswer,
  setupBody,
  tokenAnswer,
  tokenBody,
} from '#lib/schemas/owner-api.ts'
import { addGateways, addGatewaysWithNewTokens } from '#lib/services/add-gateways.ts'
import type { ItemAnswer } from '#lib/services/bulk.ts'
import { claimGateways } from '#lib/services/claim-gateways.ts'
import type { Context, OwnerActor } from '#lib/services/context.ts'
import { deleteGateways } from '#lib/services/delete-gateways.ts'
import { describeGateways, listOwnedGateways } from '#lib/services/describe-gateways.ts'
import { MAX_PREVIEW, previewSetup } from '#lib/services/preview-setup.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { type BodyReader, defineRoute } from './define-route.ts'

type Entry = Record<string, unknown> & { gateway?: unknown }

const TAG = 'Owner API'
const BULK =
  'Single, bulk or mixed: members at the top are the defaults of each entry. The answer has one entry per gateway, in request order, with an `error` where one failed. Entries commit one by one: a bulk is not atomic.'

/** Entries of a single, bulk or mixed request, in the names of the article. */
function entriesOf(schema: z.ZodType, spelling: Spelling, max = MAX_ENTRIES): BodyReader<Entry[]> {
  return {
    schema,
    read(body) {
      const { ownerid: _, ...rest } = body as Record<string, unknown>
      const single = rest[spelling]
      const many = rest[`${spelling}s`]
      if (many === undefined) {
        if (single === undefined) {
          throw invalid(spelling, `Name one gateway in “${spelling}”, or several in “${spelling}s”.`)
        }
        return [{ ...rest, gateway: single }]
      }
      if (single !== undefined) {
        throw invalid(spelling, `Use “${spelling}” for one gateway or “${spelling}s” for several, not both.`)
      }
      if (!Array.isArray(many)) throw invalid(`${spelling}s`, `“${spelling}s” must be a list.`)
      if (many.length > max) {
        throw invalid(
          `${spelling}s`,
          `At most ${max} gateways fit in one request; this one has ${many.length}. Split it.`,
        )
      }
      const { [`${spelling}s`]: __, ...defaults } = rest
      return many.map((entry: unknown) => {
        if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return { ...defaults, gateway: entry }
        const own = entry as Record<string, unknown>
        return { ...defaults, ...own, gateway: own[spelling] }
      })
    },
  }
}

function invalid(field: string, detail: string): AppError {
  return new AppError('invalid', detail, { errors: [{ pointer: `/${field}`, detail, code: 'invalid' }] })
}

/** Identifiers as ID6, under the name of the request's spelling; an unreadable one is repeated as it came. */
export function printItems<S extends Spelling, T extends ItemAnswer>(
  spelling: S,
  answers: readonly T[],
): Printed<S, T>[] {
  // A computed name is no literal to the compiler.
  return answers.map(({ gateway, ...rest }) => ({ [spelling]: printEui(gateway), ...rest }) as unknown as Printed<S, T>)
}

/** Of each kind of answer. */
type Printed<S extends Spelling, T> = T extends ItemAnswer ? Omit<T, 'gateway'> & Readonly<Record<S, string>> : never

const printEui = (value: string): string => (/^[0-9a-f]{16}$/.test(value) ? formatId6(value as Eui) : value)

interface BulkCall {
  readonly summary: string
  readonly description?: string
  readonly right: Right
  readonly body: (spelling: Spelling) => z.ZodType
  readonly answer?: (spelling: Spelling) => z.ZodType
  readonly work: (ctx: Context, actor: OwnerActor, entries: Entry[]) => Promise<readonly ItemAnswer[]>
}

/** A call that takes many gateways and answers for each of them. */
const bulkRoute =
  ({ summary, description = BULK, right, body, answer = itemsAnswer, work }: BulkCall) =>
  (spelling: Spelling) =>
    defineRoute({
      summary,
      description,
      tag: TAG,
      right,
      owner: 'body',
      body: entriesOf(body(spelling), spelling),
      answer: answer(spelling),
      maxBytes: MAX_OWNER_API_BYTES,
      run: async ({ ctx, actor, body: entries }) => printItems(spelling, await work(ctx, actor, entries)),
    })

export const claimRoute = bulkRoute({
  summary: 'Claim gateways with the PIN of their label',
  right: 'gateway:claim',
  body: claimBody,
  work: claimGateways,
})

export const addRoute = bulkRoute({
  summary: 'Add gateways that have no claim PIN, with their tokens',
  right: 'gateway:claim',
  body: addBody,
  work: addGateways,
})

export const tokenRoute = bulkRoute({
  summary: 'Add gateways with tokens that the server makes',
  description: `${BULK} Each token is shown once.`,
  right: 'gateway:claim',
  body: tokenBody,
  answer: tokenAnswer,
  work: addGatewaysWithNewTokens,
})

export const setupRoute = bulkRoute({
  summary: 'Set the URIs and credentials of gateways',
  description: `${BULK} A parameter that is left out keeps its value; null or an empty string clears it.`,
  right: 'gateway:setup',
  body: setupBody,
  answer: setupAnswer,
  work: setupGateways,
})

export const previewSetupRoute = () =>
  defineRoute({
    summary: 'Look at what a setup would do',
    description:
      'The same body as `setup`. Answers per gateway what is set before and after, what is wrong and what would have to be confirmed. Stores nothing; private keys and tokens never come back.',
    tag: 'Gateways',
    right: 'gateway:setup',
    owner: 'body',
    body: entriesOf(setupBody('gateway'), 'gateway', MAX_PREVIEW),
    answer: previewAnswer,
    maxBytes: MAX_OWNER_API_BYTES,
    run: async ({ ctx, actor, body }) => printItems('gateway', await previewSetup(ctx, actor, body)),
  })

export const deleteRoute = bulkRoute({
  summary: 'Release gateways and wipe their secrets here',
  description: `${BULK} What lies on a gateway stays there: it remains on its network server until the next owner sets one.`,
  right: 'gateway:claim',
  body: deleteBody,
  work: deleteGateways,
})

/** The same for both spellings: a list of identifiers has no member names. */
export const listRoute = () =>
  defineRoute({
    summary: 'List the gateways of an owner',
    tag: TAG,
    right: 'gateway:read',
    owner: 'body',
    body: listBody,
    answer: listAnswer,
    run: async ({ ctx, owner }) => (await listOwnedGateways(ctx, owner)).map(formatId6),
  })

export const infoRoute = (spelling: Spelling) =>
  defineRoute({
    summary: 'Show what is wanted of gateways and when they were seen',
    description: 'Private keys and tokens are write-only and never in an answer.',
    tag: TAG,
    right: 'gateway:read',
    owner: 'body',
    body: entriesOf(infoBody(spelling), spelling, MAX_INFO),
    answer: infoAnswer(spelling),
    run: async ({ ctx, owner, body }) => {
      const crc = (value: number | null | undefined) =>
        spelling === 'router' && typeof value === 'number' ? value | 0 : value
      const infos = (await describeGateways(ctx, owner, body)).map((info) =>
        info.ownerid === undefined
          ? info
          : {
              ...info,
              ownerid: printEui(info.ownerid),
              cupsCredCrc: crc(info.cupsCredCrc),
              lnsCredCrc: crc(info.lnsCredCrc),
            },
      )
      return printItems(spelling, infos)
    },
  })
