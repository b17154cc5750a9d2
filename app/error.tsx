'use client'

import { Button } from '#components/ui/button.tsx'

export default function PageError({
  error,
  reset,
}: {
  readonly error: Error & { digest?: string }
  readonly reset: () => void
}) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-3 p-6">
      <h1 className="text-xl font-semibold">This page failed</h1>
      <p className="text-sm text-ink-2">
        Nothing was changed by it. Try again; when it stays, tell the operator of this server.
      </p>
      {error.digest && <p className="mono text-xs text-ink-3">Error {error.digest}</p>}
      <Button variant="primary" onClick={reset}>
        Try again
      </Button>
    </main>
  )
}
