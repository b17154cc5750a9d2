/** Dropped, chosen or pasted content becomes items of the draft, by its content (the server tells what it is). */
import { t } from '@lingui/core/macro'
import { api } from '#lib/client/api.ts'
import { bytesToBase64 } from '#lib/client/base64.ts'
import type { CredentialField, InspectedFile } from '#lib/client/contracts.ts'
import { ApiProblem } from '#lib/client/request.ts'
import type { ItemDraft } from '#lib/client/setup-draft.ts'

/** A certificate, a key or a token is at most a few kilobytes; anything larger is another file. */
const MAX_FILE = 64 * 1024

export interface Recognised {
  readonly items: readonly { readonly field: CredentialField; readonly item: ItemDraft }[]
  /** Sentences about files that cannot be used. */
  readonly refused: readonly string[]
}

export interface Content {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Reads files of the browser; too large ones are refused before they are sent. */
export async function readFiles(files: readonly File[]): Promise<{ contents: Content[]; refused: string[] }> {
  const refused = files
    .filter(({ size }) => size > MAX_FILE)
    .map(({ name }) => t`${name} is larger than 64 kB. Certificates and keys are smaller: choose another file.`)
  const contents = await Promise.all(
    files
      .filter(({ size }) => size <= MAX_FILE)
      .map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
  )
  return { contents, refused }
}

export async function recognise(owner: string, contents: readonly Content[]): Promise<Recognised> {
  if (contents.length === 0) return { items: [], refused: [] }
  const files = contents.map(({ name, bytes }) => ({ name, content: bytesToBase64(bytes) }))
  const answer = await api.inspect(owner, { files })
  const items: { field: CredentialField; item: ItemDraft }[] = []
  const refused: string[] = []
  for (const [index, file] of answer.files.entries()) {
    // In the order in which they were sent: parts of one file share its name.
    const sentAs = files[index]
    if (!sentAs) throw new ApiProblem(200, t`Gatehouse answered about a file that was not sent.`, {})
    if (file.error || file.field === null) {
      refused.push(`${sentAs.name}: ${file.error ?? t`This is no certificate, key or token.`}`)
      continue
    }
    items.push({ field: file.field, item: toItem(file, file.field, sentAs) })
  }
  return { items, refused }
}

function toItem(file: InspectedFile, field: CredentialField, sentAs: { name: string; content: string }): ItemDraft {
  return {
    mode: 'set',
    base64: file.der ?? sentAs.content,
    source: sentAs.name,
    kind: field !== 'key' ? 'certificate' : file.kind === 'token' ? 'token' : 'private-key',
    facts: file.facts,
    warnings: file.warnings,
  }
}
