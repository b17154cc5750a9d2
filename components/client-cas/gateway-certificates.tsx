'use client'

import { Trans } from '@lingui/react/macro'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { useClientCas, useHeldCertificates } from '#lib/client/client-ca-api.ts'

const HeldTable = dynamic(() => import('./held-table.tsx').then((module) => module.HeldTable), { loading: () => null })
const IssueDialog = dynamic(() => import('./issue-dialog.tsx').then((module) => module.IssueDialog), {
  loading: () => null,
})

/** On the page of a gateway: which certificates it may show, and a new one from the owner's CA. Nothing where there is neither. */
export function GatewayCertificates({ gateway }: { readonly gateway: string }) {
  const owner = useOwnerId()
  const may = useCan('gateway:setup')
  const cas = useClientCas(owner).data?.cas ?? []
  const held = useHeldCertificates(owner, { gateway, limit: 50 }).data?.certificates ?? []
  const [issuing, setIssuing] = useState(false)
  const mayIssue = may && cas.some(({ kept }) => kept)
  if (held.length === 0 && !mayIssue) return null
  return (
    <section aria-labelledby="client-certificates" className="mt-10 min-w-0">
      <div className="mb-2 flex items-center gap-2">
        <h2 id="client-certificates" className="flex-1 text-base font-semibold">
          <Trans>Client certificates</Trans>
        </h2>
        {mayIssue && (
          <Button onClick={() => setIssuing(true)}>
            <Trans>Issue a certificate</Trans>
          </Button>
        )}
      </div>
      {held.length > 0 ? (
        <HeldTable gateway={gateway} />
      ) : (
        <p className="text-sm text-ink-2">
          <Trans>None. The gateway proves itself by a token.</Trans>
        </p>
      )}
      {issuing && <IssueDialog cas={cas} gateways={[gateway]} onClose={() => setIssuing(false)} />}
    </section>
  )
}
