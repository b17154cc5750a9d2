/** The mail with an invitation: plain text, one link. */
import type { Say } from '../languages.ts'
import type { Role } from '../rights.ts'

export interface InvitationMail {
  readonly owner: string
  readonly invitedBy: string | null
  readonly role: Role
  readonly link: string
  readonly expiresAt: Date
}

const INVITES: Readonly<Record<Role, string>> = {
  admin: '{0} invites you to manage the gateways of {1} as an admin.',
  operator: '{0} invites you to manage the gateways of {1} as an operator.',
  viewer: '{0} invites you to look after the gateways of {1} as a viewer, who changes nothing.',
}

/** In the language of the person who invites: nothing is known of the other one's. */
export function invitationMail({ owner, invitedBy, role, link, expiresAt }: InvitationMail, say: Say) {
  const who = invitedBy ? oneLine(invitedBy) : say('An admin')
  const until = expiresAt.toISOString().slice(0, 16).replace('T', ' ')
  return {
    // A name may hold anything: a line break in a subject would begin a header.
    subject: `[Gatehouse] ${say('Invitation to {0}', oneLine(owner))}`,
    text: [
      say(INVITES[role], who, oneLine(owner)),
      '',
      link,
      '',
      say('The link works once, until {0} UTC. Whoever has it can use it: do not pass it on.', until),
      say('If you did not expect it, delete this mail; nothing happens then.'),
      '',
    ].join('\n'),
  }
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().slice(0, 100)
