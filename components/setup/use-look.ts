'use client'

import { useEffect, useState } from 'react'
import type { SetupBody } from '#lib/client/contracts.ts'
import { type SetupLook, setupApi } from '#lib/client/setup-api.ts'

const DELAY = 400

/** What a save would do, asked a moment after the last change. Kept here only: keys must not stay in a cache. */
export function useLook(owner: string, gateway: string, body: SetupBody): SetupLook | undefined {
  const [look, setLook] = useState<SetupLook>()
  const text = JSON.stringify(body)
  useEffect(() => {
    if (text === '{}') {
      setLook(undefined)
      return
    }
    const abort = new AbortController()
    const timer = setTimeout(() => {
      const bulk = { common: {}, gateways: [{ gateway, ...(JSON.parse(text) as SetupBody) }] }
      setupApi.look(owner, bulk, { signal: abort.signal }).then(
        ([one]) => setLook(one),
        // Saving asks again: without this look nothing is lost but the warning before.
        () => setLook(undefined),
      )
    }, DELAY)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [owner, gateway, text])
  return look
}
