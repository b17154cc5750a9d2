/** An answer that is a file, streamed. */
import { Readable } from 'node:stream'

/** `name` becomes the name that browsers save under. */
export function downloadOf(
  chunks: AsyncGenerator<Uint8Array>,
  { name, size }: { readonly name: string; readonly size: number },
): Response {
  const body = new ReadableStream<Uint8Array>({
    // One chunk per call: the reader's pace is the database's.
    async pull(controller) {
      const { done, value } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await chunks.return(undefined)
    },
  })
  return new Response(body, {
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Length': String(size),
      'Content-Disposition': dispositionOf(name),
      'X-Content-Type-Options': 'nosniff',
    },
  })
}

/** A file whose size nobody knows before its end; `name` as above. */
export function streamOf(
  content: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>,
  { name, type }: { readonly name: string; readonly type: string },
): Response {
  const body =
    content instanceof ReadableStream ? content : (Readable.toWeb(Readable.from(content)) as ReadableStream<Uint8Array>)
  return new Response(body, {
    headers: {
      'Content-Type': type,
      'Content-Disposition': dispositionOf(name),
      'X-Content-Type-Options': 'nosniff',
    },
  })
}

/** A whole CSV text; `name` as above. */
export function csvOf(text: string, name: string): Response {
  return new Response(text, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8; header=present',
      'Content-Disposition': dispositionOf(name),
      'X-Content-Type-Options': 'nosniff',
    },
  })
}

/** A small file that is there as a whole; `name` as above. */
export function fileOf(
  content: string | Uint8Array,
  { name, type }: { readonly name: string; readonly type: string },
): Response {
  return new Response(typeof content === 'string' ? content : Buffer.from(content), {
    headers: {
      'Content-Type': type,
      'Content-Disposition': dispositionOf(name),
      'X-Content-Type-Options': 'nosniff',
    },
  })
}

/** RFC 6266: a plain name for old readers, the exact one in UTF-8. */
function dispositionOf(name: string): string {
  const plain = name.replace(/[^\w .()+-]/g, '_')
  const exact = encodeURIComponent(name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`
}
