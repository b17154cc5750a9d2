/** Certificates of the fleet, and changes of trust. */
import type { RouteModule } from '#lib/http/openapi.ts'
import * as trustBreaks from './trust/breaks/route.ts'
import * as trustCertificatesFingerprintGateways from './trust/certificates/[fingerprint]/gateways/route.ts'
import * as trustCertificatesFingerprint from './trust/certificates/[fingerprint]/route.ts'
import * as trustCertificates from './trust/certificates/route.ts'
import * as trustChangesIdActions from './trust/changes/[id]/actions/route.ts'
import * as trustChangesIdGateways from './trust/changes/[id]/gateways/route.ts'
import * as trustChangesId from './trust/changes/[id]/route.ts'
import * as trustChanges from './trust/changes/route.ts'
import * as trustEnding from './trust/ending/route.ts'
import * as trustServers from './trust/servers/route.ts'

export const TRUST_ROUTES: readonly RouteModule[] = [
  { path: '/api/v1/trust/certificates', handlers: trustCertificates },
  { path: '/api/v1/trust/certificates/[fingerprint]', handlers: trustCertificatesFingerprint },
  { path: '/api/v1/trust/certificates/[fingerprint]/gateways', handlers: trustCertificatesFingerprintGateways },
  { path: '/api/v1/trust/servers', handlers: trustServers },
  { path: '/api/v1/trust/ending', handlers: trustEnding },
  { path: '/api/v1/trust/breaks', handlers: trustBreaks },
  { path: '/api/v1/trust/changes', handlers: trustChanges },
  { path: '/api/v1/trust/changes/[id]', handlers: trustChangesId },
  { path: '/api/v1/trust/changes/[id]/actions', handlers: trustChangesIdActions },
  { path: '/api/v1/trust/changes/[id]/gateways', handlers: trustChangesIdGateways },
]
