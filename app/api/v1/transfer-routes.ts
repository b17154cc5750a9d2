/** Transfers between owners, and the bootstrap tokens of gateways. */
import type { RouteModule } from '#lib/http/openapi.ts'
import * as gatewayBootstrap from './gateways/[eui]/bootstrap/route.ts'
import * as gatewaysBootstrap from './gateways/bootstrap/route.ts'
import * as transfersIdActions from './transfers/[id]/actions/route.ts'
import * as transfersId from './transfers/[id]/route.ts'
import * as transfers from './transfers/route.ts'

export const TRANSFER_ROUTES: readonly RouteModule[] = [
  { path: '/api/v1/transfers', handlers: transfers },
  { path: '/api/v1/transfers/[id]', handlers: transfersId },
  { path: '/api/v1/transfers/[id]/actions', handlers: transfersIdActions },
  { path: '/api/v1/gateways/bootstrap', handlers: gatewaysBootstrap },
  { path: '/api/v1/gateways/[eui]/bootstrap', handlers: gatewayBootstrap },
]
