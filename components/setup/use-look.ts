'use client'

import { useEffect, useState } from 'react'
import type { SetupBody } from '#lib/client/contracts.ts'
import { type SetupLook, setupApi } from '#lib/client/setup-api.ts'

const DELAY = 400

export interface Looked {
  /** Undefined: it could not be asked. */
  readonly look: SetupLook | undefined
  /** Of the gateway when it was asked. */
  readonly revision: number
}

/**
 * What a save would do, asked a moment after the last change here or by others. Kept here only: keys must not stay in a
 * cache.
 */
export function useLook(owner: string, gateway: string, body: SetupBody, revision: number): Looked | undefined {
  const [looked, setLooked] = useState<Looked>()
  const text = JSON.stringify(body)
  useEffect(() => {
    if (text === '{}') {
      setLooked(undefined)
      return
    }
    const abort = new AbortController()
    const timer = setTimeout(() => {
      const bulk = { common: {}, gateways: [{ gateway, ...(JSON.parse(text) as SetupBody) }] }
      setupApi.look(owner, bulk, { signal: abort.signal }).then(
        ([look]) => setLooked({ look, revision }),
        // Saving asks again: without this look nothing is lost but the warning before.
        () => {
          if (!abort.signal.aborted) setLooked({ look: undefined, revision })
        },
      )
    }, DELAY)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [owner, gateway, text, revision])
  return looked
}
