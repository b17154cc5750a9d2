/**
 * Sends an image as it is, with progress: `fetch` does not tell how much of a body has left. The file goes out in pieces
 * from the disk; the browser never holds it.
 */
import { MAX_IMAGE_BYTES } from '#lib/domain/image-limit.ts'
import { api } from './api.ts'
import { noted } from './call.ts'
import type { ImageNames, UploadedImage } from './contracts.ts'
import { ApiProblem, readAnswer, toSearch } from './request.ts'

/** Why the file cannot be an image; told before a gigabyte is sent. */
export function refuseFile(file: { readonly name: string; readonly size: number }): string | undefined {
  if (file.size === 0) return `${file.name} is empty. Choose the update as the gateway is to run it.`
  if (file.size > MAX_IMAGE_BYTES) return `${file.name} is larger than 1 GiB. Gatehouse takes images up to that size.`
  return undefined
}

const uploadPath = ({ owner, file, names }: Pick<ImageUpload, 'owner' | 'file' | 'names'>): string =>
  `/api/v1/firmware/images${toSearch({ owner, ...names, name: file.name.slice(0, 255), size: file.size })}`

/** The upload for “same as curl”: it is sent past `request`, which would note it down. */
export const noteUpload = (upload: Pick<ImageUpload, 'owner' | 'file' | 'names'>): boolean =>
  noted({ method: 'POST', path: uploadPath(upload), upload: upload.file.name })

export interface ImageUpload {
  readonly owner: string
  readonly file: File
  readonly names: ImageNames
  readonly signal: AbortSignal
  /** Bytes that have left this browser. */
  readonly onProgress: (sent: number) => void
}

/** Throws `ApiProblem`, or the signal's reason when it is aborted. */
export async function uploadImage({ owner, file, names, signal, onProgress }: ImageUpload): Promise<UploadedImage> {
  // A session that has ended asks for the password now, not after the file has been sent.
  await api.images(owner, { signal })
  return readAnswer<UploadedImage>(await send(uploadPath({ owner, file, names }), file, signal, onProgress))
}

function send(path: string, file: File, signal: AbortSignal, onProgress: (sent: number) => void): Promise<Response> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const request = new XMLHttpRequest()
    const abort = () => request.abort()
    signal.addEventListener('abort', abort)
    request.upload.addEventListener('progress', ({ loaded }) => onProgress(loaded))
    request.addEventListener('loadend', () => signal.removeEventListener('abort', abort))
    request.addEventListener('abort', () => reject(signal.reason))
    request.addEventListener('error', () => reject(cut()))
    request.addEventListener('load', () => resolve(toResponse(request)))
    request.open('POST', path)
    request.setRequestHeader('accept', 'application/json')
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.send(file)
  })
}

const cut = () =>
  new ApiProblem(
    0,
    'The connection broke, or the file changed while it was sent. Nothing was stored. Check both and upload it again.',
    {},
  )

function toResponse(request: XMLHttpRequest): Response {
  const headers = new Headers()
  for (const name of ['retry-after', 'x-request-id']) {
    const value = request.getResponseHeader(name)
    if (value !== null) headers.set(name, value)
  }
  return new Response(request.status === 204 ? null : request.responseText, { status: request.status, headers })
}
