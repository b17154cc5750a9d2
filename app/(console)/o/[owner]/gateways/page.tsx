import type { Metadata } from 'next'
import { Suspense } from 'react'
import { GatewayList } from '#components/gateways/gateway-list.tsx'

export const metadata: Metadata = { title: 'Gateways' }

export default function Page() {
  return (
    <Suspense>
      <GatewayList />
    </Suspense>
  )
}
