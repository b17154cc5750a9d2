import { Check, EqualNot, Minus } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Gateway, Target } from '#lib/client/contracts.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'

type Verdict = 'equal' | 'differs' | 'not-compared'

interface Fact {
  readonly name: string
  readonly desired: ReactNode
  readonly reported: ReactNode
  readonly verdict: Verdict
}

const VERDICTS = {
  equal: { icon: Check, word: 'Equal', tint: 'text-ok' },
  differs: { icon: EqualNot, word: 'Differs', tint: 'text-alert' },
  'not-compared': { icon: Minus, word: 'Not compared', tint: 'text-ink-3' },
} as const

const quiet = (text: string) => <span className="text-ink-3">{text}</span>
const mono = (text: string) => <span className="mono break-all">{text}</span>

function targetFacts(
  label: string,
  target: Target | null,
  gateway: Gateway,
  uri: string | null,
  crc: number | null,
): Fact[] {
  const said = gateway.reported !== null
  const verdict = (managed: boolean, equal: boolean): Verdict =>
    !managed || !said ? 'not-compared' : equal ? 'equal' : 'differs'
  return [
    {
      name: `${label} URI`,
      desired: target ? mono(target.uri) : quiet('Not managed'),
      reported: said ? (uri ? mono(uri) : quiet('None')) : quiet('Never reported'),
      verdict: verdict(target !== null, target?.uri === uri),
    },
    {
      name: `${label} credentials`,
      desired: target ? (
        target.crc === null ? (
          quiet('None, without TLS')
        ) : (
          <>
            {mono(formatCrc(target.crc))} {quiet(`version ${target.version}`)}
          </>
        )
      ) : (
        quiet('Not managed')
      ),
      reported: said ? (crc === null ? quiet('None') : mono(formatCrc(crc))) : quiet('Never reported'),
      verdict: verdict(target !== null && target.crc !== null, target?.crc === crc),
    },
  ]
}

/** Desired against reported: what the owner wants, what the gateway said last, and where they differ. */
export function FactsTable({ gateway }: { readonly gateway: Gateway }) {
  const { desired, reported } = gateway
  const facts = [
    ...targetFacts('LNS', desired.tc, gateway, reported?.tcUri ?? null, reported?.tcCredCrc ?? null),
    ...targetFacts('CUPS', desired.cups, gateway, reported?.cupsUri ?? null, reported?.cupsCredCrc ?? null),
  ]
  return (
    <table className="w-full border-collapse text-left text-sm max-md:block">
      <caption className="mb-1 text-left text-base font-semibold max-md:block">Desired and reported</caption>
      <thead className="max-md:sr-only">
        <tr className="text-xs text-ink-3">
          <th scope="col" className="h-8 w-32 border-b font-medium">
            Fact
          </th>
          <th scope="col" className="border-b px-3 font-medium">
            Desired
          </th>
          <th scope="col" className="border-b px-3 font-medium">
            Reported
          </th>
          <th scope="col" className="w-8 border-b">
            <span className="sr-only">Comparison</span>
          </th>
        </tr>
      </thead>
      <tbody className="max-md:block">
        {facts.map((fact) => {
          const { icon: Icon, word, tint } = VERDICTS[fact.verdict]
          return (
            <tr
              key={fact.name}
              className="max-md:grid max-md:grid-cols-[5rem_minmax(0,1fr)_1.5rem] max-md:gap-y-0.5 max-md:border-b max-md:py-2"
            >
              <th
                scope="row"
                className="py-2 pr-3 font-normal text-ink-2 max-md:col-span-2 max-md:p-0 max-md:font-medium md:border-b"
              >
                {fact.name}
              </th>
              <td className="py-2 max-md:contents md:border-b md:px-3">
                <span aria-hidden className="text-ink-3 max-md:order-3 md:hidden">
                  Desired
                </span>
                <span className="min-w-0 max-md:order-4 max-md:col-span-2">{fact.desired}</span>
              </td>
              <td className="py-2 max-md:contents md:border-b md:px-3">
                <span aria-hidden className="text-ink-3 max-md:order-5 md:hidden">
                  Reported
                </span>
                <span className="min-w-0 max-md:order-6 max-md:col-span-2">{fact.reported}</span>
              </td>
              <td className="max-md:order-2 md:border-b">
                <Icon aria-hidden className={`size-4 ${tint}`} />
                <span className="sr-only">{word}</span>
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
