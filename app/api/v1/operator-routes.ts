/** What operators of the installation see and set beside batches. */
import type { RouteModule } from '#lib/http/openapi.ts'
import * as bootstrapPolicies from './operator/bootstrap-policies/route.ts'
import * as bootstrapRefusals from './operator/bootstrap-refusals/route.ts'
import * as flavors from './operator/flavors/route.ts'
import * as ownersIdInvitations from './operator/owners/[id]/invitations/route.ts'
import * as ownersId from './operator/owners/[id]/route.ts'
import * as owners from './operator/owners/route.ts'
import * as search from './operator/search/route.ts'

export const OPERATOR_ROUTES: readonly RouteModule[] = [
  { path: '/api/v1/operator/owners', handlers: owners },
  { path: '/api/v1/operator/owners/[id]', handlers: ownersId },
  { path: '/api/v1/operator/owners/[id]/invitations', handlers: ownersIdInvitations },
  { path: '/api/v1/operator/flavors', handlers: flavors },
  { path: '/api/v1/operator/bootstrap-policies', handlers: bootstrapPolicies },
  { path: '/api/v1/operator/bootstrap-refusals', handlers: bootstrapRefusals },
  { path: '/api/v1/operator/search', handlers: search },
]
