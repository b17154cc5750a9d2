import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check, CircleAlert, TriangleAlert } from 'lucide-react'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { State } from '#components/ui/state.tsx'
import type { TrustChange } from '#lib/client/trust-api.ts'
import { PresentedChain } from './presented-chain.tsx'

const SOURCES = { live: t`It answered`, given: t`Given`, own: t`This server` } as const

/** The last look at each server of the change. */
export function ServerChecks({ change }: { readonly change: TrustChange }) {
  const uris = [...new Set([change.uri, change.stepUri, change.finalUri])]
  return (
    <section aria-labelledby="servers-title">
      <h2 id="servers-title" className="mb-2 text-base font-semibold">
        {uris.length === 1 ? t`The server` : t`The servers`}
      </h2>
      <ul className="border-t text-sm">
        {uris.map((uri) => {
          const check = change.checks[uri]
          return (
            <li key={uri} className="flex flex-col gap-1 border-b py-2">
              <span className="mono break-all">{uri}</span>
              {!check ? (
                <span className="text-ink-3">
                  <Trans>Not looked at yet.</Trans>
                </span>
              ) : (
                <>
                  {check.verifiesNew ? (
                    <State icon={Check} tone="ok">{t`The new root verifies it`}</State>
                  ) : (
                    <State icon={CircleAlert} tone={check.chain.length > 0 ? 'alert' : 'warn'}>
                      {check.chain.length > 0 ? t`The new root does not verify it` : t`Could not be seen`}
                    </State>
                  )}
                  {check.detail && <span className="break-words text-ink-2">{check.detail}</span>}
                  {check.refusedBy.length > 0 && (
                    <State
                      icon={TriangleAlert}
                      tone="warn"
                      className="whitespace-normal!"
                    >{t`A root that gateways still use does not verify it`}</State>
                  )}
                  <span className="text-ink-3">
                    {SOURCES[check.source]} <RelativeTime at={check.at} />
                  </span>
                  {check.chain.length > 0 && (
                    <Disclosure title={t`Chain`}>
                      <PresentedChain chain={check.chain} />
                    </Disclosure>
                  )}
                </>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
