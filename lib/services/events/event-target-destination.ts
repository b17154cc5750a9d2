/** Webhooks and e-mail as destinations of the delivery engine. */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import type { DueDelivery } from '#lib/db/deliveries.ts'
import { deactivateTarget, type EventTarget, findTargetForDelivery } from '#lib/db/event-targets.ts'
import type { SendOutcome } from '#lib/domain/deliveries/delivery-status.ts'
import { mailOf } from '#lib/domain/events/event-mail.ts'
import type { EventMessage } from '#lib/domain/events/event-message.ts'
import type { Context } from '../context.ts'
import type { DestinationType } from '../deliveries/destination.ts'
import { sendOverHttp } from '../deliveries/send-over-http.ts'
import { openSecrets, signatureHeaders } from './event-target-secrets.ts'
import { sendMail } from './send-mail.ts'

/** At once; alerts are few. */
const CONCURRENCY = 4

export const eventTargetDestination: DestinationType = {
  load: async (context, id) => {
    const target = await findTargetForDelivery(context.sql, id)
    if (!target) return undefined
    return {
      // Without an SMTP server, mail waits for one.
      active: target.active && (target.channel === 'webhook' || context.site.mail !== undefined),
      durable: true,
      concurrency: CONCURRENCY,
      send: (delivery, signal) => sendEvent(context, target, delivery, signal),
      gone: () => deactivate(context, target),
    }
  },
}

/** Sends one message; the same message has the same id, however often it is sent. */
export function sendEvent(
  context: Context,
  target: EventTarget,
  { id, document }: Pick<DueDelivery, 'id' | 'document'>,
  signal?: AbortSignal,
): Promise<SendOutcome> {
  const messageId = `msg_${target.id.replaceAll('-', '')}_${id}`
  if (target.channel === 'email') return mail(context, target, document, messageId)
  const now = context.now()
  return sendOverHttp(context, {
    url: target.url ?? '',
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...signatureHeaders(openSecrets(context, target, now), messageId, now, document),
    },
    body: document,
    ...(signal ? { signal } : {}),
  })
}

async function mail(context: Context, target: EventTarget, document: string, messageId: string): Promise<SendOutcome> {
  const settings = context.site.mail
  if (!settings) {
    return { kind: 'failed', status: 'Error', httpStatus: null, code: 'no SMTP_URL', retryAfterMs: null, durationMs: 0 }
  }
  return sendMail(settings, target.recipients, mailOf(JSON.parse(document) as EventMessage, target.name), messageId)
}

/** 410: the receiver wants nothing any more. */
async function deactivate(context: Context, { id, name }: EventTarget): Promise<void> {
  await context.sql.begin(async (tx) => {
    const ownerId = await deactivateTarget(tx, id, context.now())
    if (!ownerId) return
    const detail = { target: id, name, reason: 'gone' }
    await insertAuditEntries(tx, [
      { ownerId, actor: 'system', action: 'event-target.deactivate', address: null, detail },
    ])
  })
}
