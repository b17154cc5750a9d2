/** How far the reading of found files is, and how it is stopped. */

export interface ReadProgress {
  /** Files that were read; a zip counts as one. */
  readonly done: number
  readonly total: number
}

export interface ReadOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: ReadProgress) => void
}
