/**
 * Chunks of images that are on their way to gateways, shared by all transfers of a process: two hundred gateways that
 * download the same image at once read each chunk about once, and memory holds a fixed number of bytes.
 */
export interface ChunkCache {
  /** The chunk under `key`; `load` runs once for all who ask meanwhile. A failure is not kept. */
  get(key: string, load: () => Promise<Buffer>): Promise<Buffer>
}

interface Entry {
  readonly chunk: Promise<Buffer>
  /** Bytes; 0 while it loads. */
  size: number
}

/** The least recently used go first when more than `maxBytes` are held. */
export function createChunkCache(maxBytes: number): ChunkCache {
  const entries = new Map<string, Entry>()
  let held = 0

  function shrink(): void {
    for (const [key, entry] of entries) {
      if (held <= maxBytes) return
      // What loads has no size yet, and somebody waits for it.
      if (entry.size === 0) continue
      entries.delete(key)
      held -= entry.size
    }
  }

  return {
    get(key, load) {
      const known = entries.get(key)
      if (known) {
        entries.delete(key)
        entries.set(key, known)
        return known.chunk
      }
      const entry: Entry = { chunk: load(), size: 0 }
      entries.set(key, entry)
      entry.chunk.then(
        (chunk) => {
          entry.size = chunk.length
          held += chunk.length
          shrink()
        },
        () => entries.delete(key),
      )
      return entry.chunk
    },
  }
}
