/** E-mail through the operator's SMTP server (SMTP_URL, MAIL_FROM). */
import { createTransport, type Transporter } from 'nodemailer'
import type { SendOutcome } from '#lib/domain/deliveries/delivery-status.ts'
import type { Mail } from '#lib/domain/events/event-mail.ts'
import type { MailSettings } from '../context.ts'

/** In milliseconds. */
const CONNECT_TIME = 10_000
const SOCKET_TIME = 30_000
const transports = new Map<string, Transporter>()

/** One message to all recipients, each hidden from the others. */
export async function sendMail(
  settings: MailSettings,
  recipients: readonly string[],
  mail: Mail,
  messageId: string,
): Promise<SendOutcome> {
  const begun = performance.now()
  const durationMs = () => Math.round(performance.now() - begun)
  try {
    await transportOf(settings.smtpUrl).sendMail({
      from: settings.from,
      to: recipients.length === 1 ? recipients[0] : 'undisclosed-recipients:;',
      envelope: { from: settings.from, to: [...recipients] },
      subject: mail.subject,
      text: mail.text,
      messageId: `<${messageId}@gatehouse>`,
      // Away notes do not answer machines (RFC 3834).
      headers: { 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    return { kind: 'delivered', httpStatus: null, durationMs: durationMs() }
  } catch (error) {
    const code = codeOf(error)
    const status = code === 'ETIMEDOUT' ? 'Timeout' : 'Error'
    return { kind: 'failed', status, httpStatus: null, code, retryAfterMs: null, durationMs: durationMs() }
  }
}

/** Ends the connections that are kept open, for tests and the end of a process. */
export function closeMailConnections(): void {
  for (const transport of transports.values()) transport.close()
  transports.clear()
}

function transportOf(smtpUrl: string): Transporter {
  const known = transports.get(smtpUrl)
  if (known) return known
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 2,
    connectionTimeout: CONNECT_TIME,
    greetingTimeout: CONNECT_TIME,
    socketTimeout: SOCKET_TIME,
  } as Parameters<typeof createTransport>[0])
  transports.set(smtpUrl, transport)
  return transport
}

/** `ECONNECTION`, or the number that the SMTP server answered; never its text. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'ESMTP'
  if ('responseCode' in error && typeof error.responseCode === 'number') return `SMTP ${error.responseCode}`
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
