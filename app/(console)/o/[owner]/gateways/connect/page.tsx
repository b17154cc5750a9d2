import type { Metadata } from 'next'
import { ConnectPage } from '#components/lns/connect-page.tsx'

export const metadata: Metadata = { title: 'Connect to a network' }

interface PageProps {
  readonly searchParams: Promise<{ gateway?: string | string[]; selection?: string }>
}

export default async function Page({ searchParams }: PageProps) {
  const { gateway = [], selection } = await searchParams
  return <ConnectPage named={Array.isArray(gateway) ? gateway : [gateway]} handed={selection} />
}
