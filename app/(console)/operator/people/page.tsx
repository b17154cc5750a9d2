import type { Metadata } from 'next'
import { OperatorsOnly } from '#components/operator/operators-only.tsx'
import { PeoplePage } from '#components/operator/people-page.tsx'

export const metadata: Metadata = { title: 'People' }

export default function Page() {
  return (
    <OperatorsOnly page="people">
      <PeoplePage />
    </OperatorsOnly>
  )
}
