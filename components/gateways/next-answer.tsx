import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Gateway } from '#lib/client/contracts.ts'
import { formatBytes } from '#lib/client/format.ts'

/** What the next check-in will be answered, decided by the rules of the wire. */
export function NextAnswer({ gateway: { next, desired } }: { readonly gateway: Gateway }) {
  const nothing = next.cupsUri === null && next.tcUri === null && !next.cupsCredentials && !next.tcCredentials
  const parts: readonly (readonly [name: string, value: ReactNode])[] = [
    ...(next.tcUri === null ? [] : [['LNS URI', <Mono key="tc">{next.tcUri}</Mono>] as const]),
    ...(next.tcCredentials ? [['LNS credentials', describe(desired.tc?.key)] as const] : []),
    ...(next.cupsUri === null ? [] : [['CUPS URI', <Mono key="cups">{next.cupsUri}</Mono>] as const]),
    ...(next.cupsCredentials ? [['CUPS credentials', describe(desired.cups?.key)] as const] : []),
  ]
  return (
    <section aria-labelledby="next-answer">
      <h2 id="next-answer" className="mb-2 text-base font-semibold">
        What it receives next
      </h2>
      {nothing ? (
        <p className="flex items-center gap-1.5 text-sm text-ink-2">
          <Check aria-hidden className="size-3.5 text-ok" /> Nothing: {formatBytes(next.bytes)} that say “no change”.
        </p>
      ) : (
        <>
          <dl className="border-t text-sm">
            {parts.map(([name, value]) => (
              <div key={name} className="flex min-h-9 items-center gap-3 border-b py-1.5">
                <dt className="w-36 shrink-0 text-ink-2">{name}</dt>
                <dd className="min-w-0">{value}</dd>
              </div>
            ))}
          </dl>
          <p className="mt-2 text-sm text-ink-3">
            {formatBytes(next.bytes)} at the next check-in. {next.reasons.join(' ')}
          </p>
        </>
      )}
    </section>
  )
}

const WORDS = {
  none: 'Trust',
  token: 'Trust and token',
  'private-key': 'Trust, certificate and private key',
} as const

const describe = (key: keyof typeof WORDS | undefined): string => WORDS[key ?? 'none']

const Mono = ({ children }: { readonly children: string }) => <span className="mono break-all">{children}</span>
