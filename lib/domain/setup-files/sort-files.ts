/** From a heap of files to what each gateway gets: by content, by path, and by asking where two would fit. */
import type { Category } from '../credential-set.ts'
import type { Eui } from '../identifiers.ts'
import { placeOfFile } from './file-place.ts'
import { type PartField, sniffCredential } from './sniff-credential.ts'

export interface GivenFile {
  /** With folders, `/` between them. */
  readonly path: string
  readonly bytes: Uint8Array
}

/** One part of a file that has its place. */
export interface PlacedPart {
  readonly eui: Eui | null
  readonly category: Category
  readonly field: PartField
  readonly token: boolean
  readonly bytes: Uint8Array
  /** The path it came from. */
  readonly source: string
}

/** More than one part for one place. */
export interface Question {
  readonly id: string
  readonly eui: Eui | null
  readonly category: Category
  readonly field: PartField
  readonly candidates: readonly PlacedPart[]
}

export interface SortedFiles {
  readonly parts: readonly PlacedPart[]
  readonly questions: readonly Question[]
  /** Files that cannot be used, with why. */
  readonly refused: readonly { readonly path: string; readonly reason: string }[]
  readonly tables: readonly GivenFile[]
}

/** Left by operating systems in folders and zips. */
const LITTER = /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._)/

/** `otherwise`: the server of files whose path names none. */
export function sortFiles(files: readonly GivenFile[], otherwise: Category): SortedFiles {
  const refused: { path: string; reason: string }[] = []
  const tables: GivenFile[] = []
  const places = new Map<string, PlacedPart[]>()
  for (const file of files) {
    const { path, bytes } = file
    if (LITTER.test(path)) continue
    const place = placeOfFile(path)
    if (place.backup) {
      refused.push({ path, reason: 'This is a backup that Station keeps for itself. It is not set.' })
      continue
    }
    const sniffed = sniffCredential(path, bytes)
    if (sniffed.kind === 'csv') tables.push(file)
    else if (sniffed.kind === 'zip')
      refused.push({ path, reason: 'A zip inside a zip is not opened. Unpack it first.' })
    else if (sniffed.kind === 'other') refused.push({ path, reason: sniffed.reason })
    else
      for (const { field, bytes: own, token = false } of sniffed.parts) {
        const named = sniffed.parts.length === 1 && isCertificate(field) && isCertificate(place.ending)
        const part: PlacedPart = {
          eui: place.eui,
          category: place.category ?? (field === 'uri' ? categoryOfUri(own) : null) ?? otherwise,
          // Content decides; between CA and client certificate the name does, where it tells.
          field: named ? place.ending : field,
          token,
          bytes: own,
          source: path,
        }
        const id = `${part.eui ?? ''} ${part.category} ${part.field}`
        const there = places.get(id) ?? []
        if (!there.some((one) => isSame(one.bytes, part.bytes))) there.push(part)
        places.set(id, there)
      }
  }
  const parts: PlacedPart[] = []
  const questions: Question[] = []
  for (const [id, candidates] of places) {
    const [first] = candidates
    if (!first) continue
    if (candidates.length === 1) parts.push(first)
    else questions.push({ id, eui: first.eui, category: first.category, field: first.field, candidates })
  }
  return { parts, questions, refused, tables }
}

const isCertificate = (field: PartField | null): field is 'trust' | 'crt' => field === 'trust' || field === 'crt'

function categoryOfUri(bytes: Uint8Array): Category | null {
  const text = new TextDecoder().decode(bytes)
  if (/^wss?:/i.test(text)) return 'tc'
  return /^https?:/i.test(text) ? 'cups' : null
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index])
