'use client'

import { SameAsCurl } from '#components/ui/disclosure.tsx'
import type { ChangeConnectionBody, CreateConnectionBody } from '#lib/client/contracts.ts'
import { curlJson } from '#lib/client/curl.ts'
import { readDestinationUrl } from '#lib/domain/connections/destination-url.ts'

interface ConnectionCurlProps {
  readonly owner: string
  /** Of the connection that is changed. */
  readonly id: string | undefined
  readonly body: CreateConnectionBody | ChangeConnectionBody
}

/** The same from a terminal. What is secret is read from variables, and never printed. */
export function ConnectionCurl({ owner, id, body }: ConnectionCurlProps) {
  const { revision: _, ...rest } = body as ChangeConnectionBody & CreateConnectionBody
  const { key, url, headers, downlink } = rest
  const shown = {
    ownerid: owner,
    ...rest,
    ...(key ? { key: variable('TUNNEL_KEY') } : {}),
    ...(url ? { url: withoutPassword(url) } : {}),
    ...(headers
      ? {
          headers: headers.map((header, index) =>
            header.value !== undefined && header.secret !== false
              ? { ...header, value: variable(`HEADER_${index + 1}`) }
              : header,
          ),
        }
      : {}),
    ...(downlink && 'token' in downlink && downlink.token
      ? { downlink: { ...downlink, token: variable('NETWORK_TOKEN') } }
      : {}),
  }
  const path = id ? `/api/v1/connections/${id}` : '/api/v1/connections'
  return <SameAsCurl command={curlJson(window.location.origin, id ? 'PATCH' : 'POST', path, shown)} />
}

const variable = (name: string) => ({ variable: name })

function withoutPassword(url: string) {
  const read = readDestinationUrl(url)
  if (!read.ok || !read.value.login) return url
  return { variable: 'URL_WITH_LOGIN' }
}
