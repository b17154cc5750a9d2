/** Wrong claim PINs and unknown gateways of the installation. */
import type { RouteModule } from '#lib/http/openapi.ts'
import * as operatorClaimAlertsIdClose from './operator/claim-alerts/[id]/close/route.ts'
import * as operatorClaimAlerts from './operator/claim-alerts/route.ts'
import * as operatorClaimAttemptsRelease from './operator/claim-attempts/release/route.ts'
import * as operatorClaimAttempts from './operator/claim-attempts/route.ts'
import * as operatorClaimAttemptsTries from './operator/claim-attempts/tries/route.ts'
import * as operatorUnknownGateways from './operator/unknown-gateways/route.ts'

export const CLAIM_ATTEMPT_ROUTES: readonly RouteModule[] = [
  { path: '/api/v1/operator/claim-attempts', handlers: operatorClaimAttempts },
  { path: '/api/v1/operator/claim-attempts/tries', handlers: operatorClaimAttemptsTries },
  { path: '/api/v1/operator/claim-attempts/release', handlers: operatorClaimAttemptsRelease },
  { path: '/api/v1/operator/claim-alerts', handlers: operatorClaimAlerts },
  { path: '/api/v1/operator/claim-alerts/[id]/close', handlers: operatorClaimAlertsIdClose },
  { path: '/api/v1/operator/unknown-gateways', handlers: operatorUnknownGateways },
]
