'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Download } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import { base64ToBytes } from '#lib/client/base64.ts'
import type { Category, CertFacts, Target } from '#lib/client/contracts.ts'
import { type ItemDraft, isPlain, type TargetDraft } from '#lib/client/setup-draft.ts'
import { saveBlob, stationFiles, tokenKeyFile, zipStationFiles } from '#lib/client/station-files.ts'

interface StationZipProps {
  readonly category: Category
  readonly gateway: string
  readonly current: Target | null
  /** What was typed last: as long as this page is open the key is known here. */
  readonly draft: TargetDraft
}

const pemOf = (item: ItemDraft, stored: CertFacts | null | undefined): string | undefined =>
  item.mode === 'set' ? item.facts?.pem : item.mode === 'keep' ? stored?.pem : undefined

function keyOf(item: ItemDraft): Uint8Array | undefined {
  if (item.mode !== 'set') return undefined
  const bytes = base64ToBytes(item.base64)
  return item.kind === 'token' ? tokenKeyFile(new TextDecoder().decode(bytes)) : bytes
}

/** The Station's files of this target, made in the browser (rules.md 25). */
export function StationZip({ category, gateway, current, draft }: StationZipProps) {
  const uri = draft.uri.trim()
  if (uri === '') return null
  const key = keyOf(draft.key)
  const leavesOut = !key && !isPlain(uri) && (current?.key ?? 'none') !== 'none' && draft.key.mode === 'keep'
  const files = stationFiles(category, {
    uri,
    trust: pemOf(draft.trust, current?.trust),
    crt: pemOf(draft.crt, current?.crt),
    key,
  })
  const download = async () => saveBlob(await zipStationFiles(files), `${category}-${gateway.replaceAll(':', '-')}.zip`)
  return (
    <section className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t pt-4 text-sm">
      <p className="min-w-0 flex-1 basis-64 text-ink-2">
        <Trans>
          To install by hand: <span className="mono">{Object.keys(files).join(', ')}</span>.
          {leavesOut && t` The stored key is not shown again, so the files leave it out.`}
        </Trans>
      </p>
      <Button onClick={() => void download()}>
        <Download aria-hidden className="size-3.5" /> <Trans>Download files</Trans>
      </Button>
    </section>
  )
}
