/** What a join server's answer means, in plain words, with the remedy. */
import type { HomeNsRequest } from './home-ns-request.ts'

export type Verdict = 'good' | 'warning' | 'failed'

export interface Explanation {
  readonly verdict: Verdict
  /** A stable word, such as `unknown-sender`, `html`, `http-404`. */
  readonly code: string
  readonly message: string
}

export interface HttpAnswer {
  readonly status: number
  readonly contentType: string
  readonly location: string | null
  /** At most the first 64 KiB. */
  readonly body: string
}

export interface DecodedAnswer {
  readonly messageType: string | null
  readonly protocolVersion: string | null
  readonly transactionId: number | null
  readonly senderId: string | null
  readonly receiverId: string | null
  readonly resultCode: string | null
  readonly description: string | null
}

interface CodeMeaning {
  readonly verdict: Verdict
  readonly message: string
}

/** Result codes of LoRaWAN Backend Interfaces 1.0 and 1.1. */
const RESULT_CODES: Readonly<Record<string, CodeMeaning>> = {
  Success: good('It knows a home network even for the DevEUI that was made up for this check. It works.'),
  UnknownDevEUI: good(
    'It accepted who asks, and answered that it does not know the device, which was made up for this check. It works.',
  ),
  ActivationDisallowed: good(
    'It accepted who asks, and gives no home network for the device, which was made up for this check. It works.',
  ),
  NoRoamingAgreement: good(
    'It accepted who asks, and says that there is no roaming agreement for the device, which was made up for this check. It works.',
  ),
  DevRoamingDisallowed: good(
    'It accepted who asks, and says that the device, which was made up for this check, must not roam. It works.',
  ),
  RoamingActDisallowed: good(
    'It accepted who asks, and says that the device, which was made up for this check, must not be activated while roaming. It works.',
  ),
  JoinReqFailed: good('It accepted who asks, and refused the device, which was made up for this check. It works.'),
  MICFailed: good(
    'It accepted who asks, and refused the message of the device, which was made up for this check. It works.',
  ),
  NoAction: good(
    'It accepted who asks, and had nothing to do for the device, which was made up for this check. It works.',
  ),
  UnknownSender: failed(
    'It does not know this network. Check the NetID with which it was asked, and give it and the client certificate to the operator of the join server.',
  ),
  UnknownReceiver: failed('It does not answer for this JoinEUI. Check the prefixes of this join server.'),
  UnkownReceiver: failed('It does not answer for this JoinEUI. Check the prefixes of this join server.'),
  InvalidProtocolVersion: failed(
    'It does not speak this version of Backend Interfaces. Choose the other protocol, BI1.0 or BI1.1.',
  ),
  MalformedRequest: warning(
    'It speaks Backend Interfaces and does not take HomeNSReq here, as join servers with a path of their own for joins do. Whether joins work shows the first join.',
  ),
  MalformedMessage: warning(
    'It speaks Backend Interfaces and does not take HomeNSReq here, as join servers with a path of their own for joins do. Whether joins work shows the first join.',
  ),
  Deferred: warning(
    'It will answer later, which The Things Stack does not wait for. Ask the operator for direct answers.',
  ),
  StaleDeviceProfile: warning(
    'It answered about a device profile, which was not asked. Ask the operator of the join server.',
  ),
  FrameSizeError: warning(
    'It found the request too long, which a join server should not. Ask the operator of the join server.',
  ),
  Other: warning('It reports a fault without a code of its own.'),
}

/** The Backend Interfaces message in a body; undefined where there is none. */
export function decodeAnswer(body: string): DecodedAnswer | undefined {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return undefined
  }
  if (json === null || typeof json !== 'object' || Array.isArray(json)) return undefined
  const of = (holder: object, name: string): unknown =>
    Object.hasOwn(holder, name) ? Reflect.get(holder, name) : undefined
  const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, 200) : null)
  const result = of(json, 'Result')
  // Some write the result as a text, or beside the header instead of in “Result”.
  const holder = result !== null && typeof result === 'object' ? result : json
  const resultCode = typeof result === 'string' ? result.slice(0, 200) : text(of(holder, 'ResultCode'))
  const transactionId = of(json, 'TransactionID')
  const decoded: DecodedAnswer = {
    messageType: text(of(json, 'MessageType')),
    protocolVersion: text(of(json, 'ProtocolVersion')),
    transactionId: typeof transactionId === 'number' ? transactionId : null,
    senderId: text(of(json, 'SenderID')),
    receiverId: text(of(json, 'ReceiverID')),
    resultCode,
    description: text(of(holder, 'Description')),
  }
  return decoded.messageType === null && decoded.resultCode === null ? undefined : decoded
}

/** Judges what came back for `request`. */
export function explainAnswer(answer: HttpAnswer, request: HomeNsRequest): Explanation {
  const { status, contentType, location, body } = answer
  const decoded = decodeAnswer(body)
  if (status >= 300 && status < 400)
    return explain(
      'failed',
      'redirect',
      `It redirects to ${location ? location.slice(0, 200) : 'another address'}, and joins do not follow. Set fqdn, port and paths to that address.`,
    )
  if (status === 401)
    return explain(
      'failed',
      'http-401',
      'It asks for credentials (401). Check basic-auth, the Authorization header and the client certificate with the operator of the join server.',
    )
  if (status === 403)
    return explain(
      'failed',
      'http-403',
      'It knows who asks and refuses (403). Ask the operator of the join server to admit this client certificate and NetID.',
    )
  if (status === 404 || status === 405 || status === 410)
    return explain(
      'failed',
      `http-${status}`,
      `Nothing answers at this address (${status}): ${request.url}. Check paths.${request.path === 'homeNs' ? 'home-ns' : 'join'} with the operator of the join server.`,
    )
  if (status === 400 && decoded)
    return explain(
      'warning',
      'http-400',
      `It speaks Backend Interfaces and answers with status 400, whose content The Things Stack does not read: ${told(decoded)} Ask the operator to answer with status 200.`,
    )
  if (status === 429)
    return explain('warning', 'http-429', 'It says that it gets too many requests (429). Wait a while.')
  if (status >= 500)
    return explain(
      'failed',
      `http-${status}`,
      `It has a fault of its own (${status}). Tell the operator of the join server.`,
    )
  if (status < 200 || status >= 300)
    return explain(
      'failed',
      `http-${status}`,
      `It refuses the request (${status}). Check port and paths: this may be no join server.`,
    )
  if (/\bhtml\b/i.test(contentType) || /^\s*<(?:!doctype|html)/i.test(body))
    return explain(
      'failed',
      'html',
      'A web page came back, not an answer of a join server. Check fqdn, port and paths: this is a web site, a proxy or a sign-in page.',
    )
  if (body.trim() === '')
    return explain(
      'warning',
      'async',
      'It took the request and answered nothing, as join servers with the asynchronous interface do. The Things Stack needs direct answers: ask the operator.',
    )
  if (!decoded)
    return explain(
      'failed',
      'no-answer',
      'What came back is no Backend Interfaces message. Check fqdn, port and paths: this may be no join server.',
    )
  return explainResult(decoded, request)
}

function explainResult(decoded: DecodedAnswer, request: HomeNsRequest): Explanation {
  const { resultCode, transactionId, messageType } = decoded
  if (resultCode === null)
    return explain(
      'failed',
      'no-result',
      'The answer has no Result. Ask the operator of the join server whether it speaks Backend Interfaces 1.0 or 1.1.',
    )
  const meaning = Object.hasOwn(RESULT_CODES, resultCode) ? RESULT_CODES[resultCode] : undefined
  const code = resultCode.replace(/(?<=[a-z])(?=[A-Z])|(?<=Dev)(?=E)/g, '-').toLowerCase()
  if (!meaning)
    return explain(
      'warning',
      'unknown-result',
      `It answers “${resultCode}”, which is no result code of Backend Interfaces. Ask the operator of the join server.`,
    )
  const message =
    decoded.description && meaning.verdict !== 'good'
      ? `${meaning.message} It says: “${decoded.description}”`
      : meaning.message
  if (meaning.verdict === 'good' && transactionId !== null && transactionId !== request.transactionId)
    return explain(
      'warning',
      'transaction',
      `The answer belongs to another transaction (${transactionId}, asked was ${request.transactionId}). Tell the operator of the join server.`,
    )
  if (meaning.verdict === 'good' && messageType !== null && messageType !== 'HomeNSAns')
    return explain(
      'warning',
      'message-type',
      `The answer is a ${messageType} and not a HomeNSAns. Tell the operator of the join server.`,
    )
  return explain(meaning.verdict, code, message)
}

const told = ({ resultCode, description }: DecodedAnswer): string =>
  `“${[resultCode, description].filter(Boolean).join(': ')}”.`

function good(message: string): CodeMeaning {
  return { verdict: 'good', message }
}
function warning(message: string): CodeMeaning {
  return { verdict: 'warning', message }
}
function failed(message: string): CodeMeaning {
  return { verdict: 'failed', message }
}
const explain = (verdict: Verdict, code: string, message: string): Explanation => ({ verdict, code, message })
