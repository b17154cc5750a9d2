import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check, Info, Minus, X } from 'lucide-react'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Notice } from '#components/ui/notice.tsx'
import type { CheckItem, FieldFault, NetworkCheck } from '#lib/client/lns-api.ts'

const LOOKS = {
  good: { icon: Check, word: t`Good`, tint: 'text-ok' },
  note: { icon: Info, word: t`Note`, tint: 'text-warn' },
  failed: { icon: X, word: t`Failed`, tint: 'text-danger' },
  skipped: { icon: Minus, word: t`Not tried`, tint: 'text-ink-3' },
} as const

interface CheckResultProps {
  readonly check: NetworkCheck
  readonly warnings: readonly FieldFault[]
}

/** Step by step, as a gateway would have met it. */
export function CheckResult({ check, warnings }: CheckResultProps) {
  if (check.errors.length > 0)
    return (
      <Notice kind="error">
        <Trans>{check.errors[0]?.detail} Mend it above; nothing was sent.</Trans>
      </Notice>
    )
  return (
    <div className="flex flex-col gap-3">
      <ol className="flex flex-col gap-1.5 text-sm" aria-label={t`What the check found`}>
        {check.items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step may occur twice, and the list is never reordered
          <Line key={index} item={item} />
        ))}
      </ol>
      {warnings.map(({ detail }) => (
        <Notice key={detail} kind="warning">
          {detail}
        </Notice>
      ))}
      {check.presented.length > 0 && (
        <Disclosure title={t`Certificates that the server presented`}>
          <ol className="border-t text-sm">
            {check.presented.map(({ subject, issuer, validTo }) => (
              <li key={subject + validTo} className="border-b py-1.5">
                <p className="break-words">{subject}</p>
                <p className="break-words text-ink-3">
                  <Trans>
                    by {issuer}, until {validTo.slice(0, 10)}
                  </Trans>
                </p>
              </li>
            ))}
          </ol>
        </Disclosure>
      )}
    </div>
  )
}

function Line({ item: { outcome, detail, ms } }: { readonly item: CheckItem }) {
  const { icon: Icon, word, tint } = LOOKS[outcome]
  return (
    <li className="flex items-start gap-2">
      <Icon aria-label={word} className={`mt-0.5 size-3.5 shrink-0 ${tint}`} strokeWidth={2.25} />
      <span className={`min-w-0 flex-1 break-words ${outcome === 'skipped' ? 'text-ink-2' : ''}`}>{detail}</span>
      {ms !== undefined && (
        <span className="shrink-0 text-ink-3 tabular-nums" title={t`From the start of the check`}>
          <Trans>{ms} ms</Trans>
        </span>
      )}
    </li>
  )
}
