'use client'

import { SameAsCurl } from '#components/ui/disclosure.tsx'
import type { SetupBody } from '#lib/client/contracts.ts'
import { type CurlValue, curlCommand } from '#lib/client/curl.ts'

interface SetupCurlProps {
  readonly owner: string
  readonly gateway: string
  readonly body: SetupBody
}

const FILES: Readonly<Record<string, string>> = {
  lnsTrust: 'tc.trust',
  lnsCrt: 'tc.crt',
  lnsKey: 'tc.key',
  cupsTrust: 'cups.trust',
  cupsCrt: 'cups.crt',
  cupsKey: 'cups.key',
}

/** The same change from a terminal: real values, and files where secrets would stand. */
export function SetupCurl({ owner, gateway, body }: SetupCurlProps) {
  const members: Record<string, CurlValue> = { ownerid: owner, gateway }
  for (const [name, value] of Object.entries(body)) {
    const file = FILES[name]
    members[name] = file && value !== '' ? { file } : value
  }
  return <SameAsCurl command={curlCommand(window.location.origin, '/api/v1/gateway/setup', members)} />
}
