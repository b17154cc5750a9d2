'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check, EqualNot, Minus } from 'lucide-react'
import type { ReactNode } from 'react'
import { CopyValue } from '#components/ui/copy-value.tsx'
import { useNow } from '#components/ui/relative-time.tsx'
import type { Gateway, Target } from '#lib/client/contracts.ts'
import { formatDue, formatRelative } from '#lib/client/relative-time.ts'
import { say } from '#lib/client/say.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'
import { compareFacts, type DesiredSet, type Fact, type FactField } from '#lib/domain/gateway-page/compare-facts.ts'

const VERDICTS = {
  equal: { icon: Check, word: t`Equal`, tint: 'text-ok' },
  differs: { icon: EqualNot, word: t`Differs`, tint: 'text-alert' },
  'not-compared': { icon: Minus, word: t`Not compared`, tint: 'text-ink-3' },
} as const

/** Desired against reported: what the owner wants, what the gateway said last, where they differ, and since when. */
export function FactsTable({ gateway }: { readonly gateway: Gateway }) {
  const facts = useFacts(gateway)
  return (
    <table className="w-full border-collapse text-left text-sm max-md:block md:table-fixed">
      <caption className="mb-1 text-left text-base font-semibold max-md:block">
        <Trans>Desired and reported</Trans>
      </caption>
      <thead className="max-md:sr-only">
        <tr className="text-xs text-ink-3">
          <th scope="col" className="h-8 w-36 border-b font-medium">
            <Trans>Fact</Trans>
          </th>
          <th scope="col" className="border-b px-3 font-medium">
            <Trans>Desired</Trans>
          </th>
          <th scope="col" className="border-b px-3 font-medium">
            <Trans>Reported</Trans>
          </th>
          <th scope="col" className="w-8 border-b">
            <span className="sr-only">
              <Trans>Comparison</Trans>
            </span>
          </th>
        </tr>
      </thead>
      <tbody className="max-md:block">
        {facts.map((fact) => (
          <FactRow key={fact.field} fact={fact} gateway={gateway} />
        ))}
      </tbody>
    </table>
  )
}

/** The same function as the API’s, in the reader’s own time. */
function useFacts({ desired, reported, nextContact, firmware }: Gateway): readonly Fact[] {
  const now = useNow()
  return compareFacts(
    {
      now,
      desired: { tc: toSet(desired.tc), cups: toSet(desired.cups) },
      firmware: firmware && {
        name: firmware.version ?? formatCrc(firmware.fwcrc),
        state: firmware.state,
        sentence: firmware.sentence,
      },
      reported: reported && { ...reported, at: new Date(reported.at) },
      nextContact: nextContact ? new Date(nextContact) : null,
    },
    { moment: (at) => formatRelative(at, now), due: (at) => formatDue(at, now) },
  )
}

const date = (text: string | null) => (text === null ? null : new Date(text))

const toSet = (target: Target | null): DesiredSet | null =>
  target && {
    uri: target.uri,
    version: target.version,
    crc: target.crc,
    createdAt: new Date(target.createdAt),
    offeredAt: date(target.offeredAt),
    provenAt: date(target.provenAt),
    failedAt: date(target.failedAt),
  }

function FactRow({ fact, gateway }: { readonly fact: Fact; readonly gateway: Gateway }) {
  const { icon: Icon, word, tint } = VERDICTS[fact.verdict]
  const { desired, reported } = valuesOf(fact.field, gateway)
  return (
    <tr className="max-md:grid max-md:grid-cols-[5rem_minmax(0,1fr)_1.5rem] max-md:gap-y-0.5 max-md:border-b max-md:py-2">
      <th
        scope="row"
        className="py-2 pr-3 align-top font-normal text-ink-2 max-md:col-span-2 max-md:p-0 max-md:font-medium md:border-b"
      >
        {say(fact.name)}
      </th>
      <td className="py-2 align-top max-md:contents md:border-b md:px-3">
        <span aria-hidden className="text-ink-3 max-md:order-3 md:hidden">
          <Trans>Desired</Trans>
        </span>
        <span className="min-w-0 max-md:order-4 max-md:col-span-2">{desired}</span>
      </td>
      <td className="py-2 align-top max-md:contents md:border-b md:px-3">
        <span aria-hidden className="text-ink-3 max-md:order-5 md:hidden">
          <Trans>Reported</Trans>
        </span>
        <span className="min-w-0 max-md:order-6 max-md:col-span-2">{reported}</span>
        <span className="mt-0.5 block text-ink-3 max-md:order-7 max-md:col-span-3">{say(fact.sentence)}</span>
      </td>
      <td className="py-2 align-top max-md:order-2 max-md:p-0 md:border-b">
        <Icon aria-hidden className={`mt-0.5 size-4 ${tint}`} />
        <span className="sr-only">{word}</span>
      </td>
    </tr>
  )
}

const quiet = (text: string) => <span className="text-ink-3">{text}</span>
const mono = (text: string) => <span className="mono break-all">{text}</span>

function valuesOf(
  field: FactField,
  { desired, reported, firmware }: Gateway,
): { readonly desired: ReactNode; readonly reported: ReactNode } {
  const said = (value: ReactNode) => (reported ? value : quiet(t`Never reported`))
  if (field === 'package') {
    return {
      desired:
        firmware && firmware.state !== 'cancelled'
          ? (firmware.version ?? mono(formatCrc(firmware.fwcrc)))
          : quiet(t`None`),
      reported: said(reported?.package || quiet(t`None`)),
    }
  }
  const side = field.startsWith('tc') ? 'tc' : 'cups'
  const target = desired[side]
  if (field === 'tcUri' || field === 'cupsUri') {
    const uri = reported?.[field]
    return {
      desired: target ? <CopyValue text={target.uri} what={t`the desired URI`} /> : quiet(t`Not managed`),
      reported: said(uri ? <CopyValue text={uri} what={t`the reported URI`} /> : quiet(t`None`)),
    }
  }
  const crc = reported?.[side === 'tc' ? 'tcCredCrc' : 'cupsCredCrc'] ?? null
  return {
    desired: target ? credentialsOf(target) : quiet(t`Not managed`),
    reported: said(crc === null ? quiet(t`None`) : mono(formatCrc(crc))),
  }
}

function credentialsOf({ crc, version }: Target): ReactNode {
  if (crc === null) return quiet(t`None, without TLS`)
  return (
    <>
      {mono(formatCrc(crc))} {quiet(t`version ${version}`)}
    </>
  )
}
