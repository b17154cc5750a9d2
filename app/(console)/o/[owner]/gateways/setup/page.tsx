import type { Metadata } from 'next'
import { FleetSetupPage } from '#components/setup/fleet/fleet-setup-page.tsx'

export const metadata: Metadata = { title: 'Set up gateways' }

export default function Page() {
  return <FleetSetupPage />
}
