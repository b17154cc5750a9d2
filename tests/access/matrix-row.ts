/** What a row of the access matrix says of a call. */
import type { Method } from '#lib/http/other-methods.ts'
import type { CallOptions, World } from './harness.ts'

/** Who may; the callers of owner A are meant, on owner A. `admin-or-own`: others only what
 * is theirs, which the object of the call is not. `site`: operators of the installation alone. */
export type Class = 'read' | 'operate' | 'admin' | 'admin-or-own' | 'person' | 'site' | 'public'

export interface Row {
  readonly method: Method
  readonly path: string
  readonly access: Class
  /** The status for those who may; 200 unless told. */
  readonly status?: number
  /** A request about `owner` (ID6) and an object that `object` made. */
  request(owner: string, object: string): CallOptions
  /** Makes something of owner A that the call is about; its answer goes to `request`. */
  readonly object?: (world: World) => Promise<string>
  /** Like `object`, of nobody: owner B must not be able to tell the two apart. */
  readonly unknown?: (world: World) => string
}
