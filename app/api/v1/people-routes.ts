/** Members, invitations, sessions and second factors. */
import type { RouteModule } from '#lib/http/openapi.ts'
import * as invitationsId from './invitations/[id]/route.ts'
import * as invitationsAccept from './invitations/accept/route.ts'
import * as invitationsLook from './invitations/look/route.ts'
import * as invitations from './invitations/route.ts'
import * as meInvitations from './me/invitations/route.ts'
import * as meSecondFactorConfirm from './me/second-factor/confirm/route.ts'
import * as meSecondFactorDisable from './me/second-factor/disable/route.ts'
import * as meSecondFactorRecoveryCodes from './me/second-factor/recovery-codes/route.ts'
import * as meSecondFactor from './me/second-factor/route.ts'
import * as meSessionsId from './me/sessions/[id]/route.ts'
import * as meSessionsEndOthers from './me/sessions/end-others/route.ts'
import * as meSessions from './me/sessions/route.ts'
import * as membersId from './members/[id]/route.ts'
import * as owner from './owner/route.ts'
import * as peopleIdSecondFactor from './people/[id]/second-factor/route.ts'
import * as people from './people/route.ts'

export const PEOPLE_ROUTES: readonly RouteModule[] = [
  { path: '/api/v1/people', handlers: people },
  { path: '/api/v1/people/[id]/second-factor', handlers: peopleIdSecondFactor },
  { path: '/api/v1/owner', handlers: owner },
  { path: '/api/v1/members/[id]', handlers: membersId },
  { path: '/api/v1/invitations', handlers: invitations },
  { path: '/api/v1/invitations/[id]', handlers: invitationsId },
  { path: '/api/v1/invitations/look', handlers: invitationsLook },
  { path: '/api/v1/invitations/accept', handlers: invitationsAccept },
  { path: '/api/v1/me/invitations', handlers: meInvitations },
  { path: '/api/v1/me/sessions', handlers: meSessions },
  { path: '/api/v1/me/sessions/[id]', handlers: meSessionsId },
  { path: '/api/v1/me/sessions/end-others', handlers: meSessionsEndOthers },
  { path: '/api/v1/me/second-factor', handlers: meSecondFactor },
  { path: '/api/v1/me/second-factor/confirm', handlers: meSecondFactorConfirm },
  { path: '/api/v1/me/second-factor/disable', handlers: meSecondFactorDisable },
  { path: '/api/v1/me/second-factor/recovery-codes', handlers: meSecondFactorRecoveryCodes },
]
