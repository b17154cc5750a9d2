/**
 * Every route of the API, in the order of its documentation. A test compares the list with the folders, so that no
 * route stays undocumented or without a row in the access matrix.
 */
import type { RouteModule } from '#lib/http/openapi.ts'
import * as audit from './audit/route.ts'
import * as credentialsInspect from './credentials/inspect/route.ts'
import * as firmwareAdd from './firmware/add/route.ts'
import * as firmwareDelete from './firmware/delete/route.ts'
import * as firmwareImagesCrcContent from './firmware/images/[crc]/content/route.ts'
import * as firmwareImagesCrc from './firmware/images/[crc]/route.ts'
import * as firmwareImages from './firmware/images/route.ts'
import * as firmwareList from './firmware/list/route.ts'
import * as firstOperator from './first-operator/route.ts'
import * as gatewayAdd from './gateway/add/route.ts'
import * as gatewayClaim from './gateway/claim/route.ts'
import * as gatewayDelete from './gateway/delete/route.ts'
import * as gatewayInfo from './gateway/info/route.ts'
import * as gatewayList from './gateway/list/route.ts'
import * as gatewaySetup from './gateway/setup/route.ts'
import * as gatewayToken from './gateway/token/route.ts'
import * as gatewaysEuiCheckIns from './gateways/[eui]/check-ins/route.ts'
import * as gatewaysEuiFirmware from './gateways/[eui]/firmware/route.ts'
import * as gatewaysEui from './gateways/[eui]/route.ts'
import * as gateways from './gateways/route.ts'
import * as gatewaysTags from './gateways/tags/route.ts'
import * as health from './health/route.ts'
import * as mePassword from './me/password/route.ts'
import * as me from './me/route.ts'
import * as meSignOutEverywhere from './me/sign-out-everywhere/route.ts'
import * as routerAdd from './router/add/route.ts'
import * as routerClaim from './router/claim/route.ts'
import * as routerDelete from './router/delete/route.ts'
import * as routerInfo from './router/info/route.ts'
import * as routerList from './router/list/route.ts'
import * as routerSetup from './router/setup/route.ts'
import * as routerToken from './router/token/route.ts'
import * as signatureAdd from './signature/add/route.ts'
import * as signatureDelete from './signature/delete/route.ts'
import * as signatureList from './signature/list/route.ts'
import * as signingKeysId from './signing-keys/[id]/route.ts'
import * as signingKeys from './signing-keys/route.ts'
import * as site from './site/route.ts'
import * as tokensId from './tokens/[id]/route.ts'
import * as tokens from './tokens/route.ts'

export const ROUTES: readonly RouteModule[] = [
  { path: '/api/v1/gateway/add', handlers: gatewayAdd },
  { path: '/api/v1/gateway/claim', handlers: gatewayClaim },
  { path: '/api/v1/gateway/delete', handlers: gatewayDelete },
  { path: '/api/v1/gateway/info', handlers: gatewayInfo },
  { path: '/api/v1/gateway/list', handlers: gatewayList },
  { path: '/api/v1/gateway/setup', handlers: gatewaySetup },
  { path: '/api/v1/gateway/token', handlers: gatewayToken },
  { path: '/api/v1/router/add', handlers: routerAdd },
  { path: '/api/v1/router/claim', handlers: routerClaim },
  { path: '/api/v1/router/delete', handlers: routerDelete },
  { path: '/api/v1/router/info', handlers: routerInfo },
  { path: '/api/v1/router/list', handlers: routerList },
  { path: '/api/v1/router/setup', handlers: routerSetup },
  { path: '/api/v1/router/token', handlers: routerToken },
  { path: '/api/v1/firmware/add', handlers: firmwareAdd },
  { path: '/api/v1/firmware/list', handlers: firmwareList },
  { path: '/api/v1/firmware/delete', handlers: firmwareDelete },
  { path: '/api/v1/signature/add', handlers: signatureAdd },
  { path: '/api/v1/signature/list', handlers: signatureList },
  { path: '/api/v1/signature/delete', handlers: signatureDelete },
  { path: '/api/v1/gateways', handlers: gateways },
  { path: '/api/v1/gateways/tags', handlers: gatewaysTags },
  { path: '/api/v1/gateways/[eui]', handlers: gatewaysEui },
  { path: '/api/v1/gateways/[eui]/check-ins', handlers: gatewaysEuiCheckIns },
  { path: '/api/v1/gateways/[eui]/firmware', handlers: gatewaysEuiFirmware },
  { path: '/api/v1/firmware/images', handlers: firmwareImages },
  { path: '/api/v1/firmware/images/[crc]', handlers: firmwareImagesCrc },
  { path: '/api/v1/firmware/images/[crc]/content', handlers: firmwareImagesCrcContent },
  { path: '/api/v1/signing-keys', handlers: signingKeys },
  { path: '/api/v1/signing-keys/[id]', handlers: signingKeysId },
  { path: '/api/v1/credentials/inspect', handlers: credentialsInspect },
  { path: '/api/v1/site', handlers: site },
  { path: '/api/v1/tokens', handlers: tokens },
  { path: '/api/v1/tokens/[id]', handlers: tokensId },
  { path: '/api/v1/audit', handlers: audit },
  { path: '/api/v1/me', handlers: me },
  { path: '/api/v1/me/password', handlers: mePassword },
  { path: '/api/v1/me/sign-out-everywhere', handlers: meSignOutEverywhere },
  { path: '/api/v1/first-operator', handlers: firstOperator },
  { path: '/api/v1/health', handlers: health },
]
