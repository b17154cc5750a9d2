import type { Metadata } from 'next'
import { SetupPage } from '#components/setup/setup-page.tsx'
import { segmentText } from '#lib/client/paths.ts'

export const metadata: Metadata = { title: 'Set up' }

interface PageProps {
  readonly params: Promise<{ gateway: string }>
  readonly searchParams: Promise<{ target?: string | string[] }>
}

export default async function Page({ params, searchParams }: PageProps) {
  const [{ gateway }, { target }] = await Promise.all([params, searchParams])
  return <SetupPage gateway={segmentText(gateway)} category={target === 'cups' ? 'cups' : 'tc'} />
}
