import type { Metadata } from 'next'
import { Suspense } from 'react'
import { AttemptsPage } from '#components/claim-attempts/attempts-page.tsx'
import { OperatorsOnly } from '#components/operator/operators-only.tsx'

export const metadata: Metadata = { title: 'Claim attempts' }

export default function Page() {
  return (
    <OperatorsOnly page="claim-attempts">
      <Suspense>
        <AttemptsPage />
      </Suspense>
    </OperatorsOnly>
  )
}
