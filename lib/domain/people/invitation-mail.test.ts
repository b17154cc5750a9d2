import { expect, test } from 'vitest'
import { inEnglish } from '../languages.ts'
import { invitationMail } from './invitation-mail.ts'

const invitation = {
  owner: 'Acme {0}\r\nBcc: all@example.org',
  invitedBy: 'Ada {1}',
  role: 'viewer',
  link: 'https://join.example.org/invite#abc',
  expiresAt: new Date('2026-03-01T12:00:00Z'),
} as const

test('an invitation names who invites to what, until when, and a name is no template', () => {
  const { subject, text } = invitationMail(invitation, inEnglish)
  expect(subject).toBe('[Gatehouse] Invitation to Acme {0} Bcc: all@example.org')
  expect(text).toMatch(
    /^Ada \{1\} invites you to look after the gateways of Acme \{0\} Bcc: all@example\.org as a viewer,/,
  )
  expect(text).toContain('\n\nhttps://join.example.org/invite#abc\n\nThe link works once, until 2026-03-01 12:00 UTC. ')
})

test('without a name it is an admin who invites', () => {
  expect(invitationMail({ ...invitation, invitedBy: null }, inEnglish).text).toMatch(/^An admin invites you/)
})
