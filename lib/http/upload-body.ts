/** A body that is a file: handed on piece by piece as it comes, never held. */
import { AppError } from '#lib/domain/app-error.ts'
import { MIB, within } from './read-body.ts'

const MEDIA_TYPE = 'application/octet-stream'
/** Without a byte, in milliseconds. */
const IDLE = 60_000

export interface UploadBody {
  readonly mediaType: typeof MEDIA_TYPE
  readonly maxBytes: number
  /** Checks the headers and opens the body; reading it throws `AppError` when it stalls, is cut or grows too long. */
  open(request: Request): AsyncIterable<Uint8Array>
}

/** `maxBytes`: whole MiB. */
export function uploadBody(maxBytes: number): UploadBody {
  return { mediaType: MEDIA_TYPE, maxBytes, open: (request) => openUpload(request, maxBytes) }
}

function openUpload(request: Request, maxBytes: number): AsyncIterable<Uint8Array> {
  const type = request.headers.get('content-type')?.toLowerCase().split(';')[0]?.trim()
  if (type !== MEDIA_TYPE) {
    const detail = `Send the file itself as the body, with Content-Type: ${MEDIA_TYPE}.`
    throw new AppError('unsupported_media_type', detail)
  }
  const declared = request.headers.get('content-length')
  if (Number(declared ?? 0) > maxBytes) throw tooLarge(maxBytes)
  return pieces(request, maxBytes, declared === null ? undefined : Number(declared))
}

async function* pieces(
  request: Request,
  maxBytes: number,
  declared: number | undefined,
): AsyncGenerator<Uint8Array, void> {
  const reader = request.body?.getReader()
  let size = 0
  try {
    while (reader) {
      const piece = await within(reader.read(), IDLE).catch((error: unknown) => {
        throw error instanceof AppError ? error : cut()
      })
      if (piece.done) break
      size += piece.value.byteLength
      if (size > maxBytes) throw tooLarge(maxBytes)
      yield piece.value
    }
    // Some servers end the body of a broken connection like a whole one.
    if (declared !== undefined && size !== declared) throw cut()
  } finally {
    reader?.cancel().catch(() => {})
  }
}

const cut = () => new AppError('bad_request', 'The upload ended too early. Send the file again.')

const tooLarge = (maxBytes: number) =>
  new AppError('payload_too_large', `The file is larger than ${maxBytes / MIB} MiB.`)
