import { Link } from '#components/ui/link.tsx'

export default function NotFound() {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center p-6">
      <h1 className="text-xl font-semibold">No page here</h1>
      <p className="mt-1 text-sm text-ink-2">
        The address may have a typing error, or the page was removed.{' '}
        <Link href="/" className="font-medium text-accent-ink underline underline-offset-3">
          Go to your gateways
        </Link>
        .
      </p>
    </main>
  )
}
