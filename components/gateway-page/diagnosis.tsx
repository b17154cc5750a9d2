'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { CircleCheck, CircleX, Info, type LucideIcon, TriangleAlert } from 'lucide-react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { TONES, type Tone } from '#components/ui/state.tsx'
import { useDiagnosis } from '#lib/client/gateway-page-queries.ts'
import type { Finding } from '#lib/domain/diagnosis/evidence.ts'

const LOOKS: Readonly<Record<Finding['severity'], { icon: LucideIcon; tone: Tone; word: string }>> = {
  problem: { icon: CircleX, tone: 'danger', word: t`Problem` },
  warning: { icon: TriangleAlert, tone: 'warn', word: t`Warning` },
  note: { icon: Info, tone: 'muted', word: t`Note` },
}

/** What speaks against the gateway, what it is concluded from, and what to do. */
export function Diagnosis({ gateway }: { readonly gateway: string }) {
  const { data, error, refetch } = useDiagnosis(useOwnerId(), gateway)
  return (
    <section aria-labelledby="diagnosis" aria-busy={!data && !error}>
      <h2 id="diagnosis" className="mb-2 text-base font-semibold">
        <Trans>Diagnosis</Trans>
      </h2>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div className="skeleton h-10 w-full" />}
      {data?.findings.length === 0 && (
        <p className="flex items-start gap-2 text-sm text-ink-2">
          <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />{' '}
          <Trans>Nothing speaks against it.</Trans>
        </p>
      )}
      {data && data.findings.length > 0 && (
        <ul className="border-t">
          {data.findings.map((finding) => (
            <FindingItem key={finding.code + finding.title} finding={finding} />
          ))}
        </ul>
      )}
      {data?.credential && (
        <p className="mt-2 text-sm text-ink-3">
          <Trans>Came last with {data.credential.sentence}</Trans>
        </p>
      )}
    </section>
  )
}

function FindingItem({ finding: { severity, title, evidence, remedy } }: { readonly finding: Finding }) {
  const { icon: Icon, tone, word } = LOOKS[severity]
  return (
    <li className="flex gap-2.5 border-b py-2.5 text-sm">
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${TONES[tone]}`} />
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words">
          <span className="sr-only">{word}: </span>
          {title}
        </p>
        <p className="mt-0.5 break-words text-ink-2">{remedy}</p>
        <Disclosure title={t`Evidence`} className="mt-0.5">
          <ul className="list-disc space-y-1 pb-1 pl-5 text-ink-2">
            {evidence.map((line) => (
              <li key={line} className="wrap-anywhere">
                {line}
              </li>
            ))}
          </ul>
        </Disclosure>
      </div>
    </li>
  )
}
