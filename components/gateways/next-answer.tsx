import { Check } from 'lucide-react'
import { type Fact, Facts } from '#components/ui/facts.tsx'
import type { Gateway } from '#lib/client/contracts.ts'
import { formatBytes, formatSize } from '#lib/client/format.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'

/** What the next check-in will be answered, decided by the rules of the wire. */
export function NextAnswer({ gateway: { next, desired, firmware } }: { readonly gateway: Gateway }) {
  const update = next.firmware
  const parts: readonly Fact[] = [
    ...(next.tcUri === null ? [] : [['LNS URI', <Mono key="tc">{next.tcUri}</Mono>] as const]),
    ...(next.tcCredentials ? [['LNS credentials', describe(desired.tc?.key)] as const] : []),
    ...(next.cupsUri === null ? [] : [['CUPS URI', <Mono key="cups">{next.cupsUri}</Mono>] as const]),
    ...(next.cupsCredentials ? [['CUPS credentials', describe(desired.cups?.key)] as const] : []),
    ...(update
      ? [['Firmware', `${firmware?.version ?? formatCrc(update.crc)}, ${formatSize(update.size)}`] as const]
      : []),
  ]
  return (
    <section aria-labelledby="next-answer">
      <h2 id="next-answer" className="mb-2 text-base font-semibold">
        What it receives next
      </h2>
      {parts.length === 0 ? (
        <p className="flex items-center gap-1.5 text-sm text-ink-2">
          <Check aria-hidden className="size-3.5 text-ok" /> Nothing: {formatBytes(next.bytes)} that say “no change”.
        </p>
      ) : (
        <>
          <Facts facts={parts} />
          <p className="mt-2 text-sm text-ink-3">
            {update
              ? `${formatBytes(next.bytes)} at the next check-in. Firmware is not sent a second time.`
              : `${formatBytes(next.bytes)} at the next check-in. ${next.reasons.join(' ')}`}
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
