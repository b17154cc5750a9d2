/** The query of a report with its token (tunnel.md §1). */
import type { Report, Scalar } from './report.ts'
import { tunnelToken } from './token.ts'

export interface QueryInput {
  readonly asId: string
  /** Such as `TWA_100002167.1111.AS-1-111974`. */
  readonly lrnInfos: string
  /** Of the post (docs/decisions/0057). */
  readonly time: Date
  /** 32 lower-case hex characters. */
  readonly asKey: string
}

/** ISO 8601 with milliseconds and offset: `2021-04-07T08:49:51.551+00:00`. */
export const tunnelTime = (time: Date): string => time.toISOString().replace('Z', '+00:00')

/** `LrnDevEui=…&LrnFPort=…&LrnInfos=…&AS_ID=…&Time=…&Token=…`, percent-encoded. The token is over the decoded form. */
export function reportQuery(report: Report, { asId, lrnInfos, time, asKey }: QueryInput): string {
  const parameters = [
    ['LrnDevEui', text(report, 'DevEUI')],
    ['LrnFPort', report.kind === 'DevEUI_location' ? '0' : port(report)],
    ['LrnInfos', lrnInfos],
    ['AS_ID', asId],
    ['Time', tunnelTime(time)],
  ] as const
  const decoded = parameters.map(([name, value]) => `${name}=${value}`).join('&')
  const encoded = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
  return `${encoded}&Token=${tunnelToken({ bodyElements: bodyElements(report), query: decoded, asKey })}`
}

/** What of the body goes into the token, as it stands there. */
export function bodyElements(report: Report): string {
  const start = text(report, 'CustomerID')
  const devEui = text(report, 'DevEUI')
  switch (report.kind) {
    case 'DevEUI_uplink':
      return start + devEui + port(report) + text(report, 'FCntUp') + text(report, 'payload_hex')
    case 'DevEUI_downlink_Sent':
      return start + devEui + port(report) + text(report, 'FCntDn')
    case 'DevEUI_location':
      return start + devEui.toLowerCase()
    case 'DevEUI_notification':
      return start + devEui
  }
}

const port = (report: Report): string => text(report, 'FPort') || '0'

function text({ fields }: Report, name: string): string {
  const value = fields[name]
  return value === undefined || typeof value === 'object' ? '' : String(value as Scalar)
}

/** Puts the query behind the URL's own. */
export const withQuery = (url: string, query: string): string => {
  const separator = !url.includes('?') ? '?' : /[?&]$/.test(url) ? '' : '&'
  return `${url}${separator}${query}`
}
