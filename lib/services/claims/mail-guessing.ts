/** Writes to the operators of the installation that claim PINs are guessed; without SMTP the console and the log tell it. */
import { findAlert, findOperatorMails, markMailed } from '#lib/db/claim-alerts.ts'
import { guessingMail } from '#lib/domain/claims/guessing-mail.ts'
import type { Context } from '../context.ts'
import { sendMail } from '../events/send-mail.ts'

/** @throws when the mail could not be sent: the queue tries again. */
export async function mailGuessing(context: Context, id: string): Promise<void> {
  const { mail, consoleUrl } = context.site
  const alert = await findAlert(context.sql, id)
  if (!mail || !alert || alert.mailedAt || alert.seenAt) return
  const recipients = await findOperatorMails(context.sql)
  if (recipients.length === 0) return
  const outcome = await sendMail(mail, recipients, guessingMail(alert, consoleUrl), `claim-alert-${id}`)
  if (outcome.kind !== 'delivered') {
    throw new Error(`operators were not told of guessing: ${outcome.kind === 'failed' ? outcome.code : outcome.kind}`)
  }
  await markMailed(context.sql, id, context.now())
}
