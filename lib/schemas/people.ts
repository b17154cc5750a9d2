/** Contracts of members, invitations, sessions and second factors. */
import { z } from 'zod'
import { LANGUAGES } from '#lib/domain/languages.ts'
import { PEOPLE_FILTERS } from '#lib/domain/people/people-filter.ts'
import { beforeField, id6, idInput, role, time } from './fields.ts'

export const lock = z
  .enum(['second-factor', 'sso'])
  .meta({ description: 'What the owner demands and this session lacks: nothing can be done in it until then' })

export const sessionsAnswer = z.object({
  sessions: z.array(
    z.object({
      id: z.uuid(),
      current: z.boolean(),
      method: z.enum(['password', 'sso']),
      address: z.string().nullable(),
      agent: z.string().nullable(),
      createdAt: time,
      lastSeenAt: time,
      expiresAt: time,
    }),
  ),
})

export const endedAnswer = z.object({ ended: z.number() })

export const secondFactorAnswer = z.object({
  since: time.nullable().meta({ description: 'Null: there is none' }),
  recoveryCodes: z.number().meta({ description: 'How many are left' }),
  password: z.boolean().meta({ description: 'False for people who come through the identity provider alone' }),
})

const password = z.string().min(1).max(1024)
const code = z.string().min(1).max(64)

export const beginSecondFactorBody = z.object({ password })
export const beginSecondFactorAnswer = z.object({
  secret: z.string().meta({ description: 'Base32, for typing' }),
  uri: z.string().meta({ description: 'otpauth://…, for the QR code' }),
})
export const confirmSecondFactorBody = z.object({ code })
export const provedBody = z.object({ password, code })
export const recoveryCodesAnswer = z.object({
  recoveryCodes: z.array(z.string()).meta({ description: 'Shown this once' }),
})

const email = z.string().max(254)

export const changeMemberBody = z.object({ ownerid: idInput, role })
export const removeMemberQuery = z.object({
  tokens: z
    .enum(['keep', 'revoke'])
    .default('keep')
    .meta({ description: 'What becomes of the API tokens that they made' }),
})

export const invitationsAnswer = z.object({
  invitations: z.array(
    z.object({
      id: z.uuid(),
      email,
      role,
      createdAt: time,
      createdBy: z.string().nullable().meta({ description: 'Name of who invited' }),
      expiresAt: time,
      expired: z.boolean(),
      mailedAt: time.nullable(),
    }),
  ),
  mail: z.boolean().meta({ description: 'This server sends e-mail' }),
})

export const mailLanguage = z.enum(LANGUAGES).default('en').meta({ description: 'Of the mail, where one is sent' })
export const inviteBody = z.object({
  ownerid: idInput,
  email,
  role,
  days: z.int().min(1).max(30).default(7).meta({ description: 'How long the link counts' }),
  language: mailLanguage,
})
export const inviteAnswer = z.object({
  id: z.uuid(),
  link: z.string().meta({ description: 'Shown this once; works once' }),
  expiresAt: time,
  mailed: z.boolean().meta({ description: 'The mail was handed to the SMTP server' }),
})

const token = z.string().min(1).max(128)

export const lookBody = z.object({ token })
export const lookAnswer = z.object({
  owner: z.string(),
  role,
  email,
  invitedBy: z.string().nullable(),
  expiresAt: time,
  known: z.boolean().meta({ description: 'This person has an account: sign in, then accept' }),
})
export const acceptBody = z.object({ token, name: z.string().max(100).default(''), password: z.string().max(1024) })
export const acceptAnswer = z.object({ owner: id6 })
export const joinBody = z.object({ token })

export const ownerAnswer = z.object({
  id: id6,
  name: z.string(),
  secondFactor: z.boolean().meta({ description: 'Members need a second factor' }),
  sso: z.boolean().meta({ description: 'Members need to come through the identity provider' }),
  ssoAvailable: z.boolean(),
  unprotected: z.number().meta({ description: 'Members without a second factor' }),
})
export const changeOwnerBody = z.object({
  ownerid: idInput,
  name: z.string().trim().min(1).max(100).optional(),
  secondFactor: z.boolean().optional(),
  sso: z.boolean().optional(),
  before: beforeField({ name: z.string().trim().max(100), secondFactor: z.boolean(), sso: z.boolean() }),
})

export const peopleQuery = z.object({
  q: z.string().max(128).default(''),
  only: z.enum(PEOPLE_FILTERS).optional(),
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export const peopleAnswer = z.object({
  people: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      email,
      siteOperator: z.boolean(),
      secondFactor: z.boolean(),
      disabled: z.boolean(),
      lastSeenAt: time.nullable(),
      owners: z.number(),
    }),
  ),
  next: z.string().nullable(),
})
