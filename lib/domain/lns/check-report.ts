/** What a live check of a network found, in plain words: one line per step, and what to do about the one that failed. */
import type { Eui } from '../identifiers.ts'
import { formatEui64 } from '../identifiers.ts'
import type { Network } from './networks.ts'

export const CHECK_STEPS = ['address', 'connect', 'tls', 'trust', 'name', 'upgrade', 'answer', 'key', 'link'] as const
export type CheckStep = (typeof CHECK_STEPS)[number]

export interface CheckItem {
  readonly step: CheckStep
  /** `note`: it works, and something is worth knowing. */
  readonly outcome: 'good' | 'note' | 'failed' | 'skipped'
  readonly detail: string
  /** Milliseconds from the start of the check until this was known. */
  readonly ms?: number
}

/** What a CUPS made of a check-in. */
export type CupsAnswer =
  | { readonly kind: 'silent' | 'closed' | 'no-http' | 'unframed' | 'no-cups' }
  | { readonly kind: 'status'; readonly status: number }
  /** `changes`: it has other URIs, credentials or firmware for the gateway. */
  | { readonly kind: 'answer'; readonly changes: boolean }

/** Lines about the check-in at a CUPS, for a person who has to mend it. */
export function explainCupsStatus(answer: CupsAnswer, keyKind: 'none' | 'token' | 'private-key'): CheckItem[] {
  const failed = (step: CheckStep, detail: string): CheckItem[] => [{ step, outcome: 'failed', detail }]
  const what = keyKind === 'token' ? 'the token' : keyKind === 'private-key' ? 'the client certificate' : 'the gateway'
  switch (answer.kind) {
    case 'silent':
      return failed('answer', 'The connection stands, and no answer to the check-in came in time.')
    case 'closed':
      return failed(
        'answer',
        `The server closed the connection without an answer${keyKind === 'private-key' ? ', as servers do that refuse a client certificate' : ''}.`,
      )
    case 'no-http':
      return failed('answer', 'The server does not answer in HTTP. Check the port.')
    case 'unframed':
      return failed('answer', 'The answer has no Content-Length or comes in chunks: Station cannot read it.')
    case 'no-cups':
      return failed('answer', 'The server answered 200, and not as a CUPS does. Check address and port.')
    case 'answer':
      return [
        { step: 'answer', outcome: 'good', detail: 'A CUPS answered the check-in.' },
        ...(answer.changes
          ? [
              {
                step: 'answer' as const,
                outcome: 'note' as const,
                detail: 'It has other settings for this gateway, which it will hand out at the real check-in.',
              },
            ]
          : []),
        { step: 'key', outcome: 'good', detail: `It knows this gateway and accepts ${what}.` },
      ]
    case 'status':
      return [{ step: stepOfStatus(answer.status), outcome: 'failed', detail: sentenceOfStatus(answer.status, what) }]
  }
}

const stepOfStatus = (status: number): CheckStep => (status === 401 || status === 403 ? 'key' : 'answer')

function sentenceOfStatus(status: number, what: string): string {
  if (status === 401 || status === 403)
    return `The server refused ${what} (${status}). Give the one that it expects for this very gateway.`
  if (status === 404) return 'Nothing answers at /update-info, or the server does not know this gateway (404).'
  if (status === 400) return 'The server does not take the request of a Station (400): is this a CUPS?'
  if (status >= 300 && status < 400)
    return `The server sends elsewhere (${status}), and Station follows no redirect. Use the address that it leads to.`
  if (status === 429) return 'The server asks for fewer requests (429). Try again in some minutes.'
  if (status >= 500)
    return `The server, or a proxy before it, has a fault (${status}). Try again; if it stays, ask its operator.`
  return `The server answered ${status}; a CUPS answers 200 or 401.`
}

/** What the server answered in place of a WebSocket, or over it. */
export interface HttpAnswer {
  readonly status: number
  readonly body: string
}

/** Why a WebSocket did not open, for a person who has to mend it. `path`: what was asked for. */
export function explainUpgrade({ status, body }: HttpAnswer, network: Network, path: string): string {
  const said = messageIn(body)
  const quote = said ? ` It said: “${said}”.` : ''
  if (status === 401 || status === 403) {
    const right = network.lns.rights[0]
    const need = right ? ` The key needs the right “${right.name}” on this very gateway.` : ''
    return `The server refused these credentials (${status}).${need}${quote}`
  }
  if (status === 404)
    return path === '/router-info'
      ? `There is no LNS at this port: nothing answers at /router-info (404). Check address and port.${quote}`
      : `The network does not know this gateway (404). Add it there with this EUI.${quote}`
  if (status === 400 || status === 426) return `The server does not take the request of a Station (${status}).${quote}`
  if (status >= 300 && status < 400)
    return `The server sends elsewhere (${status}), and Station follows no redirect. Use the address that it leads to.`
  if (status === 429) return 'The server asks for fewer requests (429). Try again in some minutes.'
  if (status >= 500)
    return `The server, or a proxy before it, has a fault (${status}). Try again; if it stays, ask its operator.${quote}`
  if (status >= 200 && status < 300)
    return isHtml(body)
      ? 'This is a web server, not an LNS: it answered with a page. Check the port; the console of a network and its LNS have different ones.'
      : `The server answered ${status} instead of opening a WebSocket: this is no LNS.${quote}`
  return `The server answered ${status} instead of opening a WebSocket.${quote}`
}

/** Why discovery refused the gateway, in the words of the network and in ours. */
export function explainRouterError(error: string, eui: Eui, network: Network): string {
  const unknown = /not (?:provisioned|found|registered)|unknown|no such/i.test(error)
  return unknown
    ? `${network.name} does not know a gateway ${formatEui64(eui)}: “${error}”. Add it there with this EUI.`
    : `${network.name} refused the gateway: “${error}”.`
}

const isHtml = (body: string): boolean => /^\s*<(?:!doctype|html|head|body)/i.test(body)

/** The message of a JSON error, or a short plain text. */
export function messageIn(body: string): string {
  if (isHtml(body)) return ''
  let text = body
  try {
    const json = JSON.parse(body) as { message?: unknown; error?: unknown } | null
    const found = json?.message ?? json?.error
    text = typeof found === 'string' ? found : ''
  } catch {
    if (body.length > 200) return ''
  }
  return text
    .replace(/[^\x21-\x7e\u00a1-\ud7ff]+/g, ' ')
    .trim()
    .slice(0, 200)
}
