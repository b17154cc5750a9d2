import type { Metadata } from 'next'
import { SignInPage } from '#components/auth/sign-in-page.tsx'
import { safeNext } from '#lib/client/paths.ts'

export const metadata: Metadata = { title: 'Sign in' }

export default async function Page({ searchParams }: { readonly searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams
  return (
    <>
      <h1 className="mb-5 text-xl font-semibold tracking-[-0.01em]">Sign in</h1>
      <SignInPage next={safeNext(typeof next === 'string' ? next : undefined)} />
    </>
  )
}
