/** What the launcher and a plane tell each other over their channel. */
import type { Family } from '#lib/observability/meters.ts'

export type PlaneMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly sentence: string }
  | { readonly type: 'measured'; readonly id: number; readonly report: PlaneReport }
export type LauncherMessage = { readonly type: 'stop' } | { readonly type: 'measure'; readonly id: number }

/** How a plane is. */
export interface PlaneReport {
  /** Why it cannot do its work; undefined: it can. */
  readonly fault?: string | undefined
  readonly families: readonly Family[]
}
