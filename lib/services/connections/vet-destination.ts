/** Where a connection may send to, looked up when it is saved; the engine looks it up again at each send (tunnel.md §5). */
import { AppError } from '#lib/domain/app-error.ts'
import type { DestinationUrl } from '#lib/domain/connections/destination-url.ts'
import { vetHost } from '#lib/outbound/vet-address.ts'
import type { Context } from '../context.ts'

/**
 * Throws `invalid` for an address that is not public and not allowed by the operator. A name without an address is a
 * warning only: the server may come later, and nothing is sent until it does.
 */
export async function vetDestination(
  context: Context,
  destination: Pick<DestinationUrl, 'url' | 'host'>,
  pointer: string,
): Promise<string[]> {
  const vetted = await vetHost(context.site.outbound, new URL(destination.url).hostname)
  if (vetted.ok) return []
  if (vetted.reason === 'refused-address') {
    const { detail } = vetted
    throw new AppError('invalid', detail, { errors: [{ pointer, detail, code: 'address_refused' }] })
  }
  return [`${destination.host} is not known to the name servers (${vetted.code}). Nothing arrives until it is.`]
}
