/**
 * The check-in that a live check sends to a foreign CUPS: what the gateway itself would say there first, so that the server has
 * nothing to correct. The one difference: it names a signature key that nobody has, so that no firmware is handed out, or counted
 * as handed out (cups.md §5).
 */
import { findGatewayDetails } from '#lib/db/gateway-views.ts'
import { type Category, type CredentialSet, credentialCrc } from '#lib/domain/credential-set.ts'
import { type Eui, formatId6 } from '#lib/domain/identifiers.ts'
import type { Context } from '../context.ts'

/** Of trust, crt and key that are all absent. */
const EMPTY_CRC = 2_077_607_535
const NOBODYS_KEY = 1

export async function updateInfoOf(
  context: Context,
  ownerId: Eui,
  eui: Eui,
  category: Category,
  set: CredentialSet,
): Promise<string | undefined> {
  if (category !== 'cups') return undefined
  const [gateway] = await findGatewayDetails(context.sql, ownerId, [eui], context.now())
  const reported = gateway?.report?.reported
  return JSON.stringify({
    router: formatId6(eui),
    cupsUri: set.uri,
    tcUri: reported?.tcUri ?? null,
    cupsCredCrc: credentialCrc(set) ?? EMPTY_CRC,
    tcCredCrc: reported?.tcCredCrc ?? EMPTY_CRC,
    station: reported?.station ?? '2.0.6(gatehouse/check)',
    model: reported?.model ?? 'linux',
    package: reported?.package ?? null,
    keys: [NOBODYS_KEY],
  })
}
