/** The mail with an invitation: plain text, one link. */
import type { Role } from '../rights.ts'

export interface InvitationMail {
  readonly owner: string
  readonly invitedBy: string | null
  readonly role: Role
  readonly link: string
  readonly expiresAt: Date
}

export function invitationMail({ owner, invitedBy, role, link, expiresAt }: InvitationMail) {
  const who = invitedBy ? oneLine(invitedBy) : 'An admin'
  return {
    // A name may hold anything: a line break in a subject would begin a header.
    subject: `[Gatehouse] Invitation to ${oneLine(owner)}`,
    text: [
      `${who} invites you to manage the gateways of ${oneLine(owner)} as ${role}.`,
      '',
      link,
      '',
      `The link works once, until ${expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC. Whoever has it can use it: do not pass it on.`,
      'If you did not expect it, delete this mail; nothing happens then.',
      '',
    ].join('\n'),
  }
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().slice(0, 100)
