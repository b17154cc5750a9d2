import type { Metadata } from 'next'
import { OperatorsOnly } from '#components/operator/operators-only.tsx'
import { OwnerList } from '#components/operator/owner-list.tsx'

export const metadata: Metadata = { title: 'Owners' }

export default function Page() {
  return (
    <OperatorsOnly page="owners">
      <OwnerList />
    </OperatorsOnly>
  )
}
