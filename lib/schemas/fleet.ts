/** Contracts of the list of gateways as a fleet: filters, facets, the overview, saved views, labels in bulk. */
import { z } from 'zod'
import { LIST_COLUMNS } from '#lib/domain/fleet/columns.ts'
import { EXPIRY_BUCKETS, TERM_FACETS } from '#lib/domain/fleet/facets.ts'
import { LIST_SORTS } from '#lib/domain/fleet/sorts.ts'
import { GATEWAY_STATES } from '#lib/domain/gateway-state.ts'
import { SCHEDULE_STATES } from '#lib/domain/schedule-states.ts'
import { idInput, ownerQuery } from './fields.ts'
import { crcInput, crcText } from './firmware.ts'
import { siteInput, tagInput, tagList } from './tags.ts'

const value = (description: string) => z.string().trim().min(1).max(200).optional().meta({ description })

/** What the list filters by; all of it together must hold. */
const filterFields = {
  q: z
    .string()
    .trim()
    .max(128)
    .optional()
    .meta({ description: 'Any part of the name, the site, a tag, or the identifier in any notation.' }),
  state: z.enum(GATEWAY_STATES).optional(),
  tag: tagInput.optional().meta({ description: 'Gateways that have this tag.', type: 'string' }),
  site: siteInput.optional().meta({ description: 'Gateways of this site; empty: of none.' }),
  flavor: value('As it was claimed or added.'),
  model: value('As it reports it.'),
  station: value('Version of Station, as it reports it.'),
  package: value('Firmware, as it reports it.'),
  lns: value('Host of the network server that is set, or else reported.'),
  cups: value('Host of the CUPS server that is set, or else reported.'),
  expires: z.enum(EXPIRY_BUCKETS).optional().meta({
    description: 'When the first CA or client certificate of its sets ends: over, within 7, 30 or 90 days, later.',
  }),
}
const updateInput = z
  .enum(SCHEDULE_STATES)
  .optional()
  .meta({ description: 'How the update stands that they were armed for last; with `firmware`: of this image.' })
const FIRMWARE = 'CRC of an image that they are scheduled for, or were sent last.'

const REFUSED = 'A check-in was refused within the last day.'

export const filterQuery = z.object({
  ...filterFields,
  firmware: crcText.optional().meta({ description: FIRMWARE, type: 'string' }),
  update: updateInput,
  refused: z
    .literal('1')
    .optional()
    .transform((given) => given !== undefined || undefined)
    .meta({ description: REFUSED, type: 'string' }),
})
/** The same in a body. */
export const filterBody = z.object({
  ...filterFields,
  firmware: crcInput.optional().meta({ description: FIRMWARE, type: 'integer' }),
  update: updateInput,
  refused: z.literal(true).optional().meta({ description: REFUSED }),
})
export type FilterInput = z.output<typeof filterBody>

export const facetsQuery = ownerQuery.extend(filterQuery.shape).extend({
  find: z.string().trim().max(200).optional().meta({ description: 'Only values that contain this text.' }),
})

const states = z.object(Object.fromEntries(GATEWAY_STATES.map((state) => [state, z.number()])))
const exact = z.boolean().meta({ description: 'False: counting stopped at 10,000; there are at least so many.' })
const expires = z.object(Object.fromEntries(EXPIRY_BUCKETS.map((bucket) => [bucket, z.number()])))
const facetValues = z.array(z.object({ value: z.string(), count: z.number() }))

export const facetsAnswer = z.object({
  matching: z.number(),
  exact,
  states,
  facets: z.object(Object.fromEntries(TERM_FACETS.map((facet) => [facet, facetValues]))),
  values: z
    .object(Object.fromEntries(TERM_FACETS.map((facet) => [facet, z.number()])))
    .meta({ description: 'How many values each facet has, of which at most 100 are listed.' }),
  expires,
})

export const overviewAnswer = z.object({
  gateways: z.object({ all: z.number(), states, exact }),
  expires,
  firmware: z.object({
    scheduled: z.number().meta({ description: 'Waits for a check-in.' }),
    offered: z.number().meta({ description: 'Sent, not confirmed yet.' }),
    interrupted: z.number(),
    exact,
  }),
  refused: z.object({
    gateways: z.number().meta({ description: 'Gateways whose check-ins were refused in the last day.' }),
  }),
})

export const exportQuery = ownerQuery.extend(filterQuery.shape).extend({
  columns: z
    .string()
    .max(400)
    .optional()
    .transform((text) => {
      const wanted = text?.split(',')
      return LIST_COLUMNS.filter((column) => !wanted || wanted.includes(column))
    })
    .meta({ description: 'Names with commas; all unless told.', type: 'string' }),
  sort: z.enum(LIST_SORTS).default('eui'),
  order: z.enum(['asc', 'desc']).default('asc'),
})

const viewQuery = z
  .record(z.string().max(40), z.string().max(400))
  .refine((query) => Object.keys(query).length <= 24, 'A view has at most 24 parts.')
  .meta({ description: 'Filter, order and columns as the address of the list writes them.' })
const viewName = z.string().trim().min(1, 'The view needs a name.').max(60, 'Use at most 60 characters.')

export const savedView = z.object({
  id: z.string(),
  name: z.string(),
  shared: z.boolean(),
  mine: z.boolean(),
  query: z.record(z.string(), z.string()),
})
export const savedViews = z.object({ views: z.array(savedView) })
export const createViewBody = z.object({
  ownerid: idInput,
  name: viewName,
  shared: z.boolean().default(false).meta({ description: 'Every member of the owner sees it.' }),
  query: viewQuery,
})
export const renameViewBody = z.object({ ownerid: idInput, name: viewName })
export const viewParams = z.object({ id: z.uuid() })

const degrees = (limit: number) => z.number().min(-limit).max(limit).nullable().optional()
export const locationFields = {
  latitude: degrees(90).meta({ description: 'Degrees north (WGS 84); with the longitude, or both null.' }),
  longitude: degrees(180).meta({ description: 'Degrees east (WGS 84).' }),
}

export const MAX_LABELS = 10_000
export const labelsBody = z.object({
  ownerid: idInput,
  gateways: z
    .array(
      z.object({
        gateway: z.string().max(64),
        name: z.string().trim().max(80, 'Use at most 80 characters.').optional(),
        tags: tagList.optional(),
        site: siteInput.optional(),
        ...locationFields,
      }),
    )
    .min(1, 'Name a gateway.')
    .max(MAX_LABELS),
})
export const labelsAnswer = z.array(z.object({ gateway: z.string(), error: z.string().optional() }))

export const selectAnswer = z.object({
  gateways: z.array(z.string()).meta({ description: 'ID6, sorted.' }),
  more: z.boolean().meta({ description: 'There are more than 100,000.' }),
})
