/** The secrets of requests that carry several: what stands for each where the request is shown, by the names that people know. */
import { readDestinationUrl } from '#lib/domain/connections/destination-url.ts'
import type { Secrets } from './call.ts'
import type { CreateConnectionBody, SetupBody } from './contracts.ts'

/** Fields of a credential set, by the names of Station's files. */
const FILES = {
  lnsTrust: 'tc.trust',
  lnsCrt: 'tc.crt',
  lnsKey: 'tc.key',
  cupsTrust: 'cups.trust',
  cupsCrt: 'cups.crt',
  cupsKey: 'cups.key',
} as const
const FIELDS = Object.keys(FILES) as (keyof typeof FILES)[]

/** All six are files of the person, so all six are read from files; `folder`: of one gateway among many. */
export function setupSecrets<T extends SetupBody>(body: T, as: Secrets, folder = ''): T {
  const files: Partial<Record<keyof typeof FILES, string>> = {}
  for (const field of FIELDS) {
    const value = body[field]
    if (value !== undefined) files[field] = as.file(value, folder + FILES[field])
  }
  return { ...body, ...files }
}

type ConnectionSecrets = Pick<CreateConnectionBody, 'key' | 'headers' | 'downlink'> & { readonly url?: string }

export function connectionSecrets<T extends ConnectionSecrets>(body: T, as: Secrets): T {
  const { key, url, headers, downlink } = body
  const read = readDestinationUrl(url ?? '')
  return {
    ...body,
    ...(key ? { key: as.variable(key, 'TUNNEL_KEY') } : {}),
    ...(url && read.ok && read.value.login ? { url: as.variable(url, 'URL_WITH_LOGIN') } : {}),
    ...(headers
      ? {
          headers: headers.map((header, index) =>
            header.value !== undefined && header.secret !== false
              ? { ...header, value: as.variable(header.value, `HEADER_${index + 1}`) }
              : header,
          ),
        }
      : {}),
    ...(downlink && 'token' in downlink && downlink.token
      ? { downlink: { ...downlink, token: as.variable(downlink.token, 'NETWORK_TOKEN') } }
      : {}),
  }
}
