/** The worker that reads, opens and sorts found files: thousands of certificates take seconds, and the page stays quick. */
import type { Category } from '#lib/domain/credential-set.ts'
import type { Found } from './collect-files.ts'
import { type ReadFiles, readFound } from './read-found.ts'
import type { ReadProgress } from './read-progress.ts'

export interface FileRequest {
  readonly found: Found
  readonly category: Category
}

export type FileReply =
  /** It hears: what is sent before may be lost while its modules load. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly progress: ReadProgress }
  | { readonly kind: 'read'; readonly read: ReadFiles }
  | { readonly kind: 'failed'; readonly message: string }

const reply = (message: FileReply, transfer: Transferable[] = []) => postMessage(message, { transfer })

/** Bytes go over without a copy; several parts may lie in one buffer. */
function buffersOf({ parts, questions, tables }: ReadFiles): ArrayBuffer[] {
  const views = [...parts, ...questions.flatMap(({ candidates }) => candidates), ...tables].map(({ bytes }) => bytes)
  return [...new Set(views.map(({ buffer }) => buffer))].filter((buffer) => buffer instanceof ArrayBuffer)
}

addEventListener('message', async ({ data: { found, category } }: MessageEvent<FileRequest>) => {
  try {
    const read = await readFound(found, category, { onProgress: (progress) => reply({ kind: 'progress', progress }) })
    reply({ kind: 'read', read }, buffersOf(read))
  } catch (error) {
    reply({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
  }
})
reply({ kind: 'ready' })
