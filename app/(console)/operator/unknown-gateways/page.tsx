import type { Metadata } from 'next'
import { Suspense } from 'react'
import { UnknownGatewaysPage } from '#components/claim-attempts/unknown-gateways-page.tsx'
import { OperatorsOnly } from '#components/operator/operators-only.tsx'

export const metadata: Metadata = { title: 'Unknown gateways' }

export default function Page() {
  return (
    <OperatorsOnly page="unknown-gateways">
      <Suspense>
        <UnknownGatewaysPage />
      </Suspense>
    </OperatorsOnly>
  )
}
