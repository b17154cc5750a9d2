/** What the launcher and a plane tell each other over their channel. */
export type PlaneMessage = { readonly type: 'ready' } | { readonly type: 'failed'; readonly sentence: string }
export type LauncherMessage = { readonly type: 'stop' }
