/** Reads found files in a worker, or in the page where no worker starts: an old browser, or a policy of somebody’s proxy. */
import type { Category } from '#lib/domain/credential-set.ts'
import type { Found } from './collect-files.ts'
import type { FileReply, FileRequest } from './file-worker.ts'
import type { ReadFiles } from './read-found.ts'
import type { ReadOptions } from './read-progress.ts'

/** Throws an `AbortError` when `signal` stops it; what files hold never throws. */
export async function readApart(found: Found, category: Category, options: ReadOptions = {}): Promise<ReadFiles> {
  const read = await inWorker({ found, category }, options)
  if (read) return read
  const { readFound } = await import('./read-found.ts')
  return readFound(found, category, options)
}

/** A worker that says nothing for so long does not start. */
const PATIENCE_MS = 3_000

/** Undefined where no worker starts. */
function inWorker(request: FileRequest, { signal, onProgress }: ReadOptions): Promise<ReadFiles | undefined> {
  signal?.throwIfAborted()
  let worker: Worker
  try {
    worker = new Worker(new URL('./file-worker.ts', import.meta.url), { type: 'module' })
  } catch {
    return Promise.resolve(undefined)
  }
  let patience: ReturnType<typeof setTimeout> | undefined
  return new Promise<ReadFiles | undefined>((resolve, reject) => {
    patience = setTimeout(() => resolve(undefined), PATIENCE_MS)
    signal?.addEventListener('abort', () => reject(signal.reason))
    // Script that does not load is told here, without a word why.
    worker.addEventListener('error', () => resolve(undefined))
    worker.addEventListener('messageerror', () => resolve(undefined))
    worker.addEventListener('message', ({ data }: MessageEvent<FileReply>) => {
      if (data.kind === 'ready') {
        clearTimeout(patience)
        worker.postMessage(request)
      } else if (data.kind === 'progress') onProgress?.(data.progress)
      else if (data.kind === 'read') resolve(data.read)
      else reject(new Error(data.message))
    })
  }).finally(() => {
    clearTimeout(patience)
    worker.terminate()
  })
}
