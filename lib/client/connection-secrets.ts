/** What stands for the secrets of a connection where its request is shown. */
import { readDestinationUrl } from '#lib/domain/connections/destination-url.ts'
import type { Secrets } from './call.ts'
import type { CreateConnectionBody } from './contracts.ts'

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
