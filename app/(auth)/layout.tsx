import type { ReactNode } from 'react'
import { Logo } from '#components/shell/logo.tsx'

export default function AuthLayout({ children }: { readonly children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-96 flex-col px-6 pt-[12dvh] pb-12">
      <p className="mb-8 flex items-center gap-2 text-base font-semibold">
        <Logo className="size-5 text-accent-ink" />
        Gatehouse
      </p>
      {children}
    </main>
  )
}
