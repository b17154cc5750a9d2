/** Name, tags, site and location that come with a claim: from the cells of a table, or as the API takes them. */
import { ok, type Result, refuse } from '../result.ts'
import { MAX_SITE_LENGTH, MAX_TAGS, parseTag } from '../tags.ts'

export const LABEL_FIELDS = ['name', 'tags', 'site', 'latitude', 'longitude'] as const
export type LabelField = (typeof LABEL_FIELDS)[number]

/** As they stand in a table; an empty cell says nothing. Tags with commas, semicolons or bars between them. */
export type LabelCells = Readonly<Partial<Record<LabelField, string>>>

/** What is to be set; what is left out stays as it is. */
export interface ClaimLabels {
  readonly name?: string
  readonly tags?: readonly string[]
  readonly site?: string
  /** Degrees (WGS 84), both or none. */
  readonly latitude?: number
  readonly longitude?: number
}

export const MAX_NAME_LENGTH = 80

/** As the API takes them, of any type. */
export type GivenLabels = Readonly<Partial<Record<LabelField, unknown>>>

/** Refuses the first of them that cannot be stored; null is as left out. */
export function readClaimLabels(given: GivenLabels): Result<ClaimLabels> {
  const name = readText(NAME, given.name, MAX_NAME_LENGTH)
  if (!name.ok) return name
  const tags = readTags(given.tags)
  if (!tags.ok) return tags
  const site = readText(SITE, given.site, MAX_SITE_LENGTH)
  if (!site.ok) return site
  const latitude = readDegrees(LATITUDE, given.latitude, 90)
  if (!latitude.ok) return latitude
  const longitude = readDegrees(LONGITUDE, given.longitude, 180)
  if (!longitude.ok) return longitude
  if ((latitude.value === undefined) !== (longitude.value === undefined))
    return refuse('A location has a latitude and a longitude. Give both, or neither.')
  const labels = {
    name: name.value,
    tags: tags.value,
    site: site.value,
    latitude: latitude.value,
    longitude: longitude.value,
  }
  return ok(Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== undefined)) as ClaimLabels)
}

/** The same from the cells of a table. */
export function readLabelCells(cells: LabelCells): Result<ClaimLabels> {
  const filled = Object.fromEntries(Object.entries(cells).filter(([, text]) => text.trim() !== ''))
  return readClaimLabels({
    ...filled,
    ...(filled.tags === undefined ? {} : { tags: filled.tags.split(/[,;|]/).filter((tag) => tag.trim() !== '') }),
    ...(filled.latitude === undefined ? {} : { latitude: degreesOf(filled.latitude) }),
    ...(filled.longitude === undefined ? {} : { longitude: degreesOf(filled.longitude) }),
  })
}

/** With a point or, as a spreadsheet writes it in many languages, a comma. What is no number stays what it is. */
function degreesOf(cell: string): number | string {
  const text = cell.trim().replace(/\s*°$/, '')
  return /^[+-]?\d{1,3}(?:[.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : cell.trim()
}

const NAME = {
  kind: 'The name must be text.',
  signs: 'The name has a line break or a control character in it.',
  long: `The name has more than ${MAX_NAME_LENGTH} characters. Shorten it.`,
} as const
const SITE = {
  kind: 'The site must be text.',
  signs: 'The site has a line break or a control character in it.',
  long: `The site has more than ${MAX_SITE_LENGTH} characters. Shorten it.`,
} as const

function readText(sentences: typeof NAME | typeof SITE, given: unknown, most: number): Result<string | undefined> {
  if (given === undefined || given === null) return ok(undefined)
  if (typeof given !== 'string') return refuse(sentences.kind)
  const text = given.trim().normalize('NFC')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(text)) return refuse(sentences.signs)
  return text.length > most ? refuse(sentences.long) : ok(text)
}

function readTags(given: unknown): Result<readonly string[] | undefined> {
  if (given === undefined || given === null) return ok(undefined)
  if (!Array.isArray(given)) return refuse('The tags must be a list.')
  const tags = new Set<string>()
  for (const one of given) {
    const parsed = typeof one === 'string' ? parseTag(one) : refuse('A tag must be text.')
    if (!parsed.ok) return parsed
    tags.add(parsed.value)
  }
  if (tags.size > MAX_TAGS) return refuse(`A gateway has at most ${MAX_TAGS} tags.`)
  return ok([...tags].sort())
}

const LATITUDE = {
  kind: (given: string) => `“${given}” is no latitude. Write degrees, such as 47.3769.`,
  range: 'A latitude lies between -90 and 90 degrees.',
}
const LONGITUDE = {
  kind: (given: string) => `“${given}” is no longitude. Write degrees, such as 8.5417.`,
  range: 'A longitude lies between -180 and 180 degrees.',
}

function readDegrees(sentences: typeof LATITUDE, given: unknown, most: number): Result<number | undefined> {
  if (given === undefined || given === null) return ok(undefined)
  if (typeof given !== 'number' || !Number.isFinite(given)) return refuse(sentences.kind(String(given).slice(0, 32)))
  return Math.abs(given) > most ? refuse(sentences.range) : ok(given)
}

/** Whether there is anything to set. */
export const hasLabels = (labels: ClaimLabels): boolean => Object.keys(labels).length > 0
