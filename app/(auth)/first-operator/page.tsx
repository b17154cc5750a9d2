import type { Metadata } from 'next'
import { FirstOperatorForm } from '#components/auth/first-operator-form.tsx'

// The address carries the one-time token: it must not leave with a referrer.
export const metadata: Metadata = { title: 'First operator', referrer: 'no-referrer', robots: 'noindex' }

export default async function Page({
  searchParams,
}: {
  readonly searchParams: Promise<{ token?: string | string[] }>
}) {
  const { token } = await searchParams
  return (
    <>
      <h1 className="text-xl font-semibold tracking-[-0.01em]">Create the first operator</h1>
      <p className="mt-1 mb-6 text-sm text-ink-2">
        The link works once. The operator manages this server and the first owner.
      </p>
      <FirstOperatorForm token={typeof token === 'string' ? token : ''} />
    </>
  )
}
