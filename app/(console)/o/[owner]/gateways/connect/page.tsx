import type { Metadata } from 'next'
import { ConnectPage } from '#components/lns/connect-page.tsx'

export const metadata: Metadata = { title: 'Connect to a network' }

interface PageProps {
  readonly searchParams: Promise<{ gateway?: string | string[] }>
}

export default async function Page({ searchParams }: PageProps) {
  const { gateway = [] } = await searchParams
  return <ConnectPage gateways={Array.isArray(gateway) ? gateway : [gateway]} />
}
