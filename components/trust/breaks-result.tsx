'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Link } from '#components/ui/link.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Segments } from '#components/ui/segments.tsx'
import { State, TONES } from '#components/ui/state.tsx'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import type { Breaks, BreaksBody } from '#lib/client/trust-api.ts'
import { PresentedChain } from './presented-chain.tsx'
import { shortName, VERDICT_LOOKS } from './trust-words.ts'

const SOURCES = {
  live: t`As the server answered just now`,
  given: t`As given`,
  own: t`The certificate of this server`,
} as const

/** How many break, go on, or cannot be told; each trust with why; and the chain that it was tried on. */
export function BreaksResult({ answer, asked }: { readonly answer: Breaks; readonly asked: BreaksBody }) {
  const owner = useOwnerId()
  const may = useCan('gateway:setup')
  const { breaks, holds, unknown, plain, frozen } = answer
  const none = breaks + holds + unknown + frozen === 0
  const verdicts = (['breaks', 'holds', 'unknown'] as const).map((one) => ({ one, value: answer[one] }))
  return (
    <div className="flex flex-col gap-6" data-testid="breaks">
      <section aria-label={t`Verdict`}>
        <h2 className="mb-2 text-base font-semibold">
          {none
            ? t`No gateway uses this server`
            : breaks === 0
              ? t`No gateway breaks`
              : breaks === 1
                ? t`One gateway breaks`
                : t`${formatCount(breaks)} gateways break`}
        </h2>
        <Segments
          label={t`Gateways`}
          segments={verdicts.map(({ one, value }) => ({
            label: VERDICT_LOOKS[one].word,
            tone: VERDICT_LOOKS[one].tone,
            value,
          }))}
        />
        <ul className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-sm">
          {verdicts.map(({ one, value }) => {
            const { icon: Icon, tone, word } = VERDICT_LOOKS[one]
            return (
              <li key={one} className="flex items-center gap-1.5">
                <Icon aria-hidden className={`size-3.5 ${TONES[tone]}`} strokeWidth={2.25} />
                <span className="text-ink-2">{word}</span>
                <span className="font-medium tabular-nums">{formatCount(value)}</span>
              </li>
            )
          })}
        </ul>
        {unknown > 0 && (
          <p className="mt-2 text-sm text-ink-2">
            <Trans>
              Unknown: they report other values than were set, or were set up by hand, so what they trust cannot be
              told.
            </Trans>
          </p>
        )}
        {frozen > 0 && (
          <p className="mt-2 text-sm text-ink-2">
            <Trans>
              {formatCount(frozen)} that go on hold a trust in Station’s cups-bak that does not verify this chain: their
              recovery would not work. An update script renews cups-bak.
            </Trans>
          </p>
        )}
        {plain > 0 && (
          <p className="mt-2 text-sm text-ink-2">
            <Trans>{formatCount(plain)} connect without TLS.</Trans>
          </p>
        )}
        {!answer.named && (
          <Notice kind="error" className="mt-3">
            <Trans>
              The server’s certificate does not name the host of {asked.uri}: no gateway connects, whatever it trusts.
            </Trans>
          </Notice>
        )}
        {breaks > 0 && may && (
          <ButtonLink variant="primary" className="mt-3" href={paths.newTrustChange(owner, asked)}>
            <Trans>Change the root without losing them</Trans>
          </ButtonLink>
        )}
      </section>
      <section aria-labelledby="tried-title">
        <h2 id="tried-title" className="mb-2 text-base font-semibold">
          <Trans>Trusts that were tried</Trans>
        </h2>
        <ul className="border-t text-sm">
          {answer.trusts.map((one) => {
            const { icon, tone } = VERDICT_LOOKS[one.verifies ? 'holds' : 'breaks']
            return (
              <li key={one.fingerprint} className="flex flex-wrap gap-x-4 gap-y-1 border-b py-2">
                <span className="min-w-0 flex-1">
                  <Link
                    href={paths.certificate(owner, one.fingerprint)}
                    className="block font-medium break-words hover:text-accent-ink"
                  >
                    {shortName(one.subject)}
                  </Link>
                  <span className="block break-words text-ink-2">
                    {one.verifies ? (
                      <Trans>
                        Verifies it until <RelativeTime at={one.until} />
                      </Trans>
                    ) : (
                      one.detail
                    )}
                  </span>
                </span>
                <span className="text-right">
                  <State icon={icon} tone={tone}>
                    {one.verifies ? t`Verifies` : t`Does not verify`}
                  </State>
                  <span className="block text-ink-2 tabular-nums">
                    <Trans>{formatCount(one.gateways)} gateways</Trans>
                  </span>
                </span>
              </li>
            )
          })}
          {answer.trusts.length === 0 && (
            <li className="border-b py-2 text-ink-2">
              <Trans>No gateway holds a trust for this server.</Trans>
            </li>
          )}
        </ul>
      </section>
      <section aria-labelledby="chain-title">
        <h2 id="chain-title" className="mb-2 text-base font-semibold">
          <Trans>The chain</Trans>
        </h2>
        <p className="mb-2 text-sm text-ink-2">
          <Trans>
            {SOURCES[answer.source]}, judged for <RelativeTime at={answer.at} />.
          </Trans>
        </p>
        <PresentedChain chain={answer.chain} />
      </section>
    </div>
  )
}
