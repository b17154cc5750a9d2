import type { Metadata } from 'next'
import { SignInPage } from '#components/auth/sign-in-page.tsx'
import { safePath } from '#lib/domain/people/safe-path.ts'
import { getRuntime } from '#lib/server/runtime.ts'

export const metadata: Metadata = { title: 'Sign in' }

type Words = string | string[] | undefined

export default async function Page({
  searchParams,
}: {
  readonly searchParams: Promise<{ next?: Words; sso?: Words }>
}) {
  const { next, sso } = await searchParams
  const { site } = await getRuntime()
  return (
    <>
      <h1 className="mb-5 text-xl font-semibold tracking-[-0.01em]">Sign in</h1>
      <SignInPage
        next={safePath(typeof next === 'string' ? next : undefined)}
        sso={site.sso?.name ?? null}
        reason={typeof sso === 'string' ? sso : ''}
      />
    </>
  )
}
