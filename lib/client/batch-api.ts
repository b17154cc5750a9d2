/** Batches and claim codes, for operators of the installation. Identifiers go in and come out as ID6. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ApiProblem, type Guarded, readAnswer, request } from './request.ts'

type Signal = { readonly signal?: AbortSignal }

export interface Batch {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly size: number
  readonly flavor: string
  readonly manufacturer: string
  readonly notes: string
  readonly scheme: string
  readonly root: 'made' | 'exported' | 'imported'
  readonly keyCheckValue: string
  readonly claimed: number
  readonly seen: number
  readonly createdAt: string
  readonly createdBy: string
}

export interface PinExport {
  readonly id: string
  readonly ownerid: string
  readonly from: string
  readonly to: string
  readonly count: number
  readonly createdAt: string
}

export interface BatchDetail extends Batch {
  readonly pinExports: readonly PinExport[]
}

export interface CreatedBatch extends BatchDetail {
  readonly exportedRoot: string | null
  readonly added: { readonly gateways: readonly string[]; readonly count: number }
}

export interface NewBatchBody {
  readonly from: string
  readonly to: string
  readonly flavor: string
  readonly manufacturer: string
  readonly notes: string
  readonly twinKey?: string
  readonly wrappedRoot?: string
  readonly keyCheckValue?: string
}

export interface CodeList {
  readonly id: string
  readonly name: string
  readonly manufacturer: string
  readonly flavor: string
  readonly count: number
  readonly claimed: number
  readonly createdAt: string
}

export interface CodeImport {
  readonly id: string | null
  readonly good: number
  readonly withToken: number
  readonly faults: readonly { readonly line: number; readonly error: string }[]
  readonly faultCount: number
}

/** A part of a batch; the whole of it without. */
export interface Part {
  readonly from?: string
  readonly to?: string
}

const one = (id: string) => `/api/v1/batches/${encodeURIComponent(id)}`

export const batchApi = {
  list: (cursor: string | undefined, { signal }: Signal = {}) =>
    request<{ batches: readonly Batch[]; next: string | null }>('GET', '/api/v1/batches', {
      query: { cursor },
      signal,
    }),
  get: (id: string, { signal }: Signal = {}) => request<BatchDetail>('GET', one(id), { signal }),
  create: (body: NewBatchBody) => request<CreatedBatch>('POST', '/api/v1/batches', { body }),
  change: (id: string, body: { manufacturer?: string; notes?: string } & Guarded) =>
    request<BatchDetail>('PATCH', one(id), { body }),
  transportKey: ({ signal }: Signal = {}) =>
    request<{ publicKey: string; fingerprint: string }>('GET', '/api/v1/batches/transport-key', { signal }),
  labels: (id: string, body: Part & { format: string; skip: number }) => takeFile(`${one(id)}/labels`, body),
  kit: (id: string, body: Part & { recipient: string; masterKeyFor?: string }) => takeFile(`${one(id)}/kit`, body),
  exportPins: (id: string, body: Part & { ownerid: string; recipient: string; again?: boolean }) =>
    takeFile(`${one(id)}/pin-exports`, body),
  codeLists: ({ signal }: Signal = {}) =>
    request<{ lists: readonly CodeList[] }>('GET', '/api/v1/claim-code-lists', { signal }),
  importCodes: (body: { name: string; flavor: string; manufacturer: string; csv: string; dryRun: boolean }) =>
    request<CodeImport>('POST', '/api/v1/claim-code-lists', { body }),
  deleteCodes: (id: string) => request<unknown>('DELETE', `/api/v1/claim-code-lists/${encodeURIComponent(id)}`),
}

export const batchKeys = {
  all: ['batches'] as const,
  codes: ['claim-code-lists'] as const,
}

export const useBatches = (cursor: string | undefined) =>
  useQuery({
    queryKey: [...batchKeys.all, 'list', cursor],
    queryFn: ({ signal }) => batchApi.list(cursor, { signal }),
    placeholderData: keepPreviousData,
  })

export const useBatch = (id: string) =>
  useQuery({ queryKey: [...batchKeys.all, id], queryFn: ({ signal }) => batchApi.get(id, { signal }) })

export const useTransportKey = (enabled: boolean) =>
  useQuery({
    enabled,
    queryKey: ['transport-key'],
    queryFn: ({ signal }) => batchApi.transportKey({ signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const useCodeLists = () =>
  useQuery({ queryKey: batchKeys.codes, queryFn: ({ signal }) => batchApi.codeLists({ signal }) })

/** Asks for a file and hands it to the browser's own download; answers its name. */
async function takeFile(path: string, body: object): Promise<string> {
  let response: Response
  try {
    response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
    })
  } catch {
    throw new ApiProblem(0, 'Gatehouse did not answer. Check the connection and try again.', {})
  }
  if (!response.ok) return readAnswer<string>(response)
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'download'
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
  return name
}
