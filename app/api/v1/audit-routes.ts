/** The audit trail of an owner and that of the installation. */
import type { RouteModule } from '#lib/http/openapi.ts'
import * as auditChain from './audit/chain/route.ts'
import * as auditExport from './audit/export/route.ts'
import * as auditFacets from './audit/facets/route.ts'
import * as audit from './audit/route.ts'
import * as auditVerify from './audit/verify/route.ts'
import * as operatorAuditChain from './operator/audit/chain/route.ts'
import * as operatorAuditExport from './operator/audit/export/route.ts'
import * as operatorAuditFacets from './operator/audit/facets/route.ts'
import * as operatorAudit from './operator/audit/route.ts'
import * as operatorAuditVerify from './operator/audit/verify/route.ts'

export const AUDIT_ROUTES: readonly RouteModule[] = [
  { path: '/api/v1/audit', handlers: audit },
  { path: '/api/v1/audit/facets', handlers: auditFacets },
  { path: '/api/v1/audit/export', handlers: auditExport },
  { path: '/api/v1/audit/chain', handlers: auditChain },
  { path: '/api/v1/audit/verify', handlers: auditVerify },
  { path: '/api/v1/operator/audit', handlers: operatorAudit },
  { path: '/api/v1/operator/audit/facets', handlers: operatorAuditFacets },
  { path: '/api/v1/operator/audit/export', handlers: operatorAuditExport },
  { path: '/api/v1/operator/audit/chain', handlers: operatorAuditChain },
  { path: '/api/v1/operator/audit/verify', handlers: operatorAuditVerify },
]
