/** One handler per process: Next loads this module a second time beside a server of ours, so it hangs on globalThis. */
import { getRuntime } from '#lib/server/runtime.ts'
import { createUpdateInfoHandler, type UpdateInfoHandler } from './update-info.ts'

const KEY = Symbol.for('gatehouse.update-info')
const store = globalThis as { [KEY]?: Promise<UpdateInfoHandler> }

export function sharedUpdateInfoHandler(): Promise<UpdateInfoHandler> {
  store[KEY] ??= getRuntime().then(createUpdateInfoHandler)
  return store[KEY]
}
