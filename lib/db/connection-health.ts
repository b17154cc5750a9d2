/** The health of a connection `c` as SQL, from what its deliveries came to (`destination_states`). */
import type { Statements } from './client.ts'

/** `healthOf` of lib/domain/deliveries/delivery-status.ts as SQL. */
export const healthOf = (sql: Statements) => sql`
  case when not c.active then 'deactivated' else coalesce((
    select case when h.last_attempt_at is null then 'initialising'
                when h.failures > 0 or h.open_until is not null then 'connection-error' else 'active' end
      from destination_states h where h.destination_id = c.id and h.owner_id = c.owner_id), 'initialising') end`

/** When the application server last took a report; null: never. */
export const lastDeliveryOf = (sql: Statements) => sql`
  (select h.last_delivery_at from destination_states h where h.destination_id = c.id and h.owner_id = c.owner_id)`
