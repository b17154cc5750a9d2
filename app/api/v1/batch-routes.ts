/** Batches and claim codes of the installation. */
import type { RouteModule } from '#lib/http/openapi.ts'
import * as batchesIdKit from './batches/[id]/kit/route.ts'
import * as batchesIdLabels from './batches/[id]/labels/route.ts'
import * as batchesIdPinExports from './batches/[id]/pin-exports/route.ts'
import * as batchesId from './batches/[id]/route.ts'
import * as batches from './batches/route.ts'
import * as batchesTransportKey from './batches/transport-key/route.ts'
import * as claimCodeListsId from './claim-code-lists/[id]/route.ts'
import * as claimCodeLists from './claim-code-lists/route.ts'

export const BATCH_ROUTES: readonly RouteModule[] = [
  { path: '/api/v1/batches', handlers: batches },
  { path: '/api/v1/batches/transport-key', handlers: batchesTransportKey },
  { path: '/api/v1/batches/[id]', handlers: batchesId },
  { path: '/api/v1/batches/[id]/labels', handlers: batchesIdLabels },
  { path: '/api/v1/batches/[id]/kit', handlers: batchesIdKit },
  { path: '/api/v1/batches/[id]/pin-exports', handlers: batchesIdPinExports },
  { path: '/api/v1/claim-code-lists', handlers: claimCodeLists },
  { path: '/api/v1/claim-code-lists/[id]', handlers: claimCodeListsId },
]
