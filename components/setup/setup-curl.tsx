'use client'

import { ChevronRight } from 'lucide-react'
import { CodeBlock } from '#components/ui/code-block.tsx'
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
  return (
    <details className="group max-lg:hidden">
      <summary className="flex h-8 list-none items-center gap-1 rounded-sm text-sm text-ink-2 hover:text-ink">
        <ChevronRight aria-hidden className="size-3.5 transition-transform group-open:rotate-90" />
        Same as curl
      </summary>
      <CodeBlock text={curlCommand(window.location.origin, '/api/v1/gateway/setup', members)} label="the command" />
    </details>
  )
}
