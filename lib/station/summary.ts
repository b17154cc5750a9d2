/** What the command line prints about a contact. No secret appears: neither tokens nor keys. */
import { formatEui64, formatId6 } from '#lib/domain/identifiers.ts'
import { slotName } from './credential-files.ts'
import type { CheckInOutcome, Station } from './station.ts'
import type { UpdateInfoResponse } from './update-info-response.ts'

const LABEL_WIDTH = 14

const line = (label: string, text: string): string => `${label.padEnd(LABEL_WIDTH)}${text}`
const number = (value: number): string => value.toLocaleString('en-US')

export function describeStation(station: Station): string {
  return [
    line('Station', `${formatEui64(station.router)}  (${formatId6(station.router)})`),
    line('Home', station.home.folder),
    ...station.startup.map((text) => line('Start', text)),
  ].join('\n')
}

/** Several lines about one contact. */
export function describeOutcome(outcome: CheckInOutcome): string {
  const { answer, state, firmware } = outcome
  const lines = [
    line(
      'Contact',
      `${outcome.uri ?? 'no URI'} with ${slotName('cups', outcome.slot)}, ${authenticationText(outcome)}`,
    ),
    line('Answer', answerText(outcome)),
    ...(answer ? receivedTexts(answer) : []).map((text, index) => line(index === 0 ? 'Received' : '', text)),
  ]
  if (outcome.written.length > 0) lines.push(line('Written', outcome.written.join('  ')))
  if (outcome.backedUp) lines.push(line('Backup', 'cups-bak made from cups; it stays as it is from now on'))
  if (firmware)
    lines.push(
      line(
        'Firmware',
        `${number(firmware.size)} bytes, ${firmware.executed ? 'would run' : 'dropped'}: ${firmware.reason}`,
      ),
    )
  lines.push(
    line('Reports', `cupsUri ${state.cupsUri ?? 'none'}  cupsCredCrc ${state.cupsCredCrc}`),
    line('', `tcUri ${state.tcUri ?? 'none'}  tcCredCrc ${state.tcCredCrc}`),
    line(
      '',
      `package ${state.package === null ? 'none' : JSON.stringify(state.package)}  keys ${state.keys.join(' ') || 'none'}`,
    ),
    ...outcome.harm.map((harm) => line('Warning', harm.text)),
    line(
      'Next contact',
      `in ${durationText(outcome.nextContactAfter)}, with ${slotName('cups', state.slot)}${linkText(outcome)}`,
    ),
  )
  return lines.join('\n')
}

/** The same as plain data. */
export function outcomeAsJson(outcome: CheckInOutcome): object {
  const { answer } = outcome
  return {
    result: outcome.result,
    reason: outcome.reason,
    set: slotName('cups', outcome.slot),
    skipped: outcome.skipped.map((slot) => slotName('cups', slot)),
    uri: outcome.uri,
    authentication: outcome.authentication,
    status: answer?.status ?? null,
    unchanged: answer?.unchanged ?? null,
    received: answer && {
      cupsUri: answer.cupsUri,
      tcUri: answer.tcUri,
      cupsCredentials: answer.cupsCredentials?.segment.length ?? 0,
      tcCredentials: answer.tcCredentials?.segment.length ?? 0,
      signature: answer.signature && { keyCrc: answer.signature.keyCrc, length: answer.signature.der.length },
      update: answer.updateLength,
    },
    written: outcome.written,
    backedUp: outcome.backedUp,
    firmware: outcome.firmware,
    harm: outcome.harm,
    state: { ...outcome.state, router: formatId6(outcome.state.router) },
    nextContactAfterMs: outcome.nextContactAfter,
    nextContactAt: new Date(outcome.nextContactAt).toISOString(),
  }
}

/** Request and answer headers as they went over the wire, values of the token hidden. */
export function describeWire(outcome: CheckInOutcome): string {
  const request = outcome.request.toString('latin1')
  const [head = '', body = ''] = request.split('\r\n\r\n')
  const known = /^(host|content-type|content-length):/i
  const shown = head
    .split('\r\n')
    .map((text, index) => (index === 0 || known.test(text) ? text : text.replace(/:.*/, ': …')))
  const sent = request === '' ? ['(nothing was sent)'] : [...shown, '', body]
  const received = outcome.answer
    ? [...outcome.answer.head.trimEnd().split('\r\n'), '', `(${number(outcome.answer.body.length)} bytes)`]
    : ['(nothing was received)']
  return [...sent.map((text) => `> ${text}`), ...received.map((text) => `< ${text}`)].join('\n')
}

/** `1 minute`, `24 hours`, `7 minutes 30 seconds`. */
export function durationText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 3600), 'hour'],
    [Math.floor((seconds % 3600) / 60), 'minute'],
    [seconds % 60, 'second'],
  ]
  const texts = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`)
  return texts.join(' ') || 'a moment'
}

/** The link to the LNS decides the pause, and it is only assumed here. */
function linkText({ state }: CheckInOutcome): string {
  return state.link === 'none' ? '' : `, LNS link taken as ${state.link}`
}

function authenticationText(outcome: CheckInOutcome): string {
  if (outcome.uri?.startsWith('http:')) return 'without TLS'
  return {
    none: 'no trust, so no connection',
    'server-only': 'authenticating with nothing',
    token: 'authenticating with a token',
    certificate: 'authenticating with a client certificate',
  }[outcome.authentication]
}

function answerText({ result, reason, answer }: CheckInOutcome): string {
  if (result !== 'done' || !answer) return `${result === 'rejected' ? 'rejected' : 'failed'}: ${reason}`
  return `200, ${number(answer.body.length)} bytes${answer.unchanged ? ': nothing changes' : ''}`
}

function receivedTexts(answer: UpdateInfoResponse): string[] {
  const credentials = (name: string, segment: UpdateInfoResponse['cupsCredentials']) => {
    if (!segment) return []
    const { files } = segment
    const size = `${name} credentials, ${number(segment.segment.length)} bytes`
    if (!files) return [`${size}: rejected, ${segment.rejected}`]
    return [`${size}: trust ${files.trust.length}, crt ${files.crt.length}, key ${files.key.length}`]
  }
  return [
    ...(answer.cupsUri === null ? [] : [`cupsUri ${answer.cupsUri}`]),
    ...(answer.tcUri === null ? [] : [`tcUri ${answer.tcUri}`]),
    ...credentials('CUPS', answer.cupsCredentials),
    ...credentials('LNS', answer.tcCredentials),
    ...(answer.signature ? [`signature of key ${answer.signature.keyCrc}`] : []),
    ...(answer.updateLength ? [`update, ${number(answer.updateLength)} bytes`] : []),
  ]
}
