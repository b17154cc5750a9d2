import type { Metadata } from 'next'
import { GatewayPage } from '#components/gateways/gateway-page.tsx'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { segmentText } from '#lib/client/paths.ts'

interface PageProps {
  readonly params: Promise<{ gateway: string }>
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: formatGatewayTitle(segmentText((await params).gateway)) }
}

export default async function Page({ params }: PageProps) {
  return <GatewayPage gateway={segmentText((await params).gateway)} />
}
