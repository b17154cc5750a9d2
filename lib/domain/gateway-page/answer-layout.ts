/**
 * An answer to `/update-info` laid out segment by segment (cups.md §3), with the bytes that may be shown. Secret bytes never
 * come in here: their places are known by their lengths (rules.md 25).
 */
import { formatCrc } from '../crc-text.ts'
import { encodeAnswer } from '../cups-answer.ts'

/** Bytes that may be shown, or a place that is masked: a secret, or what is not kept. */
export type Piece =
  | { readonly bytes: Uint8Array; readonly note: string }
  | { readonly length: number; readonly secret: boolean; readonly note: string }

/** A credential segment: of its three items the absent ones are null. `whole`: an older record, of which the length alone is known. */
export type CredentialPieces =
  | { readonly trust: Piece; readonly crt: Piece | null; readonly key: Piece | null }
  | { readonly whole: Piece }

export interface AnswerPieces {
  readonly cupsUri: string | null
  readonly tcUri: string | null
  readonly cups: CredentialPieces | null
  readonly tc: CredentialPieces | null
  readonly firmware: {
    readonly signature: { readonly keyCrc: number; readonly der: Piece } | null
    /** Of the image. */
    readonly bytes: number
    readonly note: string
  } | null
}

export interface AnswerSegment {
  /** As cups.md §3 names it. */
  readonly name: string
  readonly offset: number
  readonly length: number
  /** Lower-case hex; null where it is masked. */
  readonly hex: string | null
  readonly secret: boolean
  /** What it says, for people. */
  readonly note: string
}

const ABSENT: Piece = { bytes: new Uint8Array(4), note: 'Absent: four zero bytes stand for it' }

/** Every byte of the answer is in exactly one segment, in order. */
export function layOutAnswer(pieces: AnswerPieces): AnswerSegment[] {
  const { cupsUri, tcUri, firmware } = pieces
  const cups = itemsOf('cups', pieces.cups)
  const tc = itemsOf('tc', pieces.tc)
  const signature = firmware?.signature ?? null
  // Masked places are zeros here: the one encoder says where everything lies.
  const body = encodeAnswer({
    cupsUri: cupsUri ?? undefined,
    tcUri: tcUri ?? undefined,
    cupsCredentials: Buffer.concat(cups.map(({ piece }) => bytesOf(piece))),
    tcCredentials: Buffer.concat(tc.map(({ piece }) => bytesOf(piece))),
    signature: signature ? { keyCrc: signature.keyCrc, der: bytesOf(signature.der) } : undefined,
    updateLength: firmware?.bytes ?? 0,
  })
  const segments: AnswerSegment[] = []
  let offset = 0
  const add = (name: string, length: number, note: string, masked?: { readonly secret: boolean }) => {
    if (length === 0) return
    const hex = masked ? null : body.subarray(offset, offset + length).toString('hex')
    segments.push({ name, offset, length, hex, secret: masked?.secret ?? false, note })
    offset += length
  }
  const addPiece = (name: string, piece: Piece) =>
    'bytes' in piece
      ? add(name, piece.bytes.length, piece.note)
      : add(name, piece.length, piece.note, { secret: piece.secret })
  const addUri = (name: string, uri: string | null) => {
    const length = uri === null ? 0 : Buffer.byteLength(uri, 'latin1')
    add(`${name}Len`, 1, length === 0 ? 'No new URI' : bytesFollow(length))
    add(name, length, uri ?? '')
  }
  const addCredentials = (name: string, items: readonly Item[]) => {
    const length = items.reduce((sum, { piece }) => sum + lengthOf(piece), 0)
    add(`${name}Len`, 2, length === 0 ? 'No new credentials' : bytesFollow(length))
    for (const item of items) addPiece(item.name, item.piece)
  }
  addUri('cupsUri', cupsUri)
  addUri('tcUri', tcUri)
  addCredentials('cupsCred', cups)
  addCredentials('tcCred', tc)
  add('sigLen', 4, signature ? bytesFollow(4 + lengthOf(signature.der)) : 'No signature')
  if (signature) {
    add('keyCRC', 4, `CRC of the key that signed it: ${formatCrc(signature.keyCrc)}`)
    addPiece('signature', signature.der)
  }
  add('updLen', 4, firmware ? bytesFollow(firmware.bytes) : 'No update')
  if (firmware) add('upd', firmware.bytes, firmware.note, { secret: false })
  return segments
}

interface Item {
  readonly name: string
  readonly piece: Piece
}

function itemsOf(category: 'cups' | 'tc', pieces: CredentialPieces | null): Item[] {
  if (!pieces) return []
  if ('whole' in pieces) return [{ name: `${category}Cred`, piece: pieces.whole }]
  return [
    { name: `${category}.trust`, piece: pieces.trust },
    { name: `${category}.crt`, piece: pieces.crt ?? ABSENT },
    { name: `${category}.key`, piece: pieces.key ?? ABSENT },
  ]
}

const lengthOf = (piece: Piece): number => ('bytes' in piece ? piece.bytes.length : piece.length)
const bytesOf = (piece: Piece): Uint8Array => ('bytes' in piece ? piece.bytes : new Uint8Array(piece.length))
const bytesFollow = (length: number): string => `${length} ${length === 1 ? 'byte follows' : 'bytes follow'}`
