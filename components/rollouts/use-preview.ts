'use client'

import { useEffect, useState } from 'react'
import { rolloutApi } from '#lib/client/rollout-api.ts'
import type { RolloutPreview, RolloutPreviewBody } from '#lib/client/rollout-contracts.ts'

const DELAY = 400

export interface PreviewState {
  /** The last answer; it stays while the next one is on its way. */
  readonly preview: RolloutPreview | undefined
  readonly error: unknown
  readonly pending: boolean
}

/**
 * Who would take part, asked a moment after the last change. The answer lives in this component only: a key of the change
 * must not stay in a cache. `body` undefined: the form has faults.
 */
export function usePreview(owner: string, body: RolloutPreviewBody | undefined): PreviewState {
  const [state, setState] = useState<PreviewState>({ preview: undefined, error: undefined, pending: false })
  const text = body && JSON.stringify(body)
  useEffect(() => {
    if (text === undefined) {
      setState((before) => ({ ...before, error: undefined, pending: false }))
      return
    }
    const abort = new AbortController()
    setState((before) => ({ ...before, pending: true }))
    const timer = setTimeout(() => {
      rolloutApi.preview(owner, JSON.parse(text) as RolloutPreviewBody, { signal: abort.signal }).then(
        (preview) => setState({ preview, error: undefined, pending: false }),
        (error: unknown) => {
          if (!abort.signal.aborted) setState({ preview: undefined, error, pending: false })
        },
      )
    }, DELAY)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [owner, text])
  return state
}
