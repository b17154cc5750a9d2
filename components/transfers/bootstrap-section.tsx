'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { CircleCheck, Infinity as InfinityIcon, KeyRound, OctagonX } from 'lucide-react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { State } from '#components/ui/state.tsx'
import { notify } from '#components/ui/toast.tsx'
import { formatCount } from '#lib/client/format.ts'
import { useWrite } from '#lib/client/queries.ts'
import { type Bootstrap, transferApi, transferKeys, useBootstrap } from '#lib/client/transfer-api.ts'
import { limitWords } from './limit-words.ts'

/** How far the token that a gateway came with is good, and the click that opens it again. */
export function BootstrapSection({ gateway }: { readonly gateway: string }) {
  const owner = useOwnerId()
  const may = useCan('gateway:setup')
  const { data, error, refetch } = useBootstrap(owner, gateway)
  const write = useWrite(
    (action: 'rearm' | 'revoke-inherited') => transferApi.changeBootstrap(owner, gateway, action),
    [transferKeys.bootstrap(owner, gateway)],
    (_, action) =>
      notify(action === 'rearm' ? t`Re-armed the bootstrap token` : t`Revoked what the former owner knows`),
  )
  return (
    <section aria-labelledby="bootstrap-token" className="min-w-0">
      <h2 id="bootstrap-token" className="mb-2 text-base font-semibold">
        <Trans>Bootstrap token</Trans>
      </h2>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      <Problem error={write.error} />
      {data && (
        <>
          <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
            <Standing of={data} />
            {may && data.limit && (data.state === 'ended' || data.used > 0 || data.refused > 0) && (
              <Button
                variant={data.state === 'ended' ? 'primary' : 'secondary'}
                pending={write.isPending && write.variables === 'rearm'}
                onClick={() => write.mutate('rearm')}
              >
                <Trans>Re-arm</Trans>
              </Button>
            )}
          </div>
          {data.refused > 0 && (
            <Notice kind="warning" className="mt-3">
              {data.refused === 1
                ? t`One check-in was refused with the ended token`
                : t`${formatCount(data.refused)} check-ins were refused with the ended token, the last`}{' '}
              <RelativeTime at={data.lastRefusedAt} />.{' '}
              <Trans>
                The gateway has nothing else that works, and keeps trying: re-arm the token, and it is sent what you
                set.
              </Trans>
            </Notice>
          )}
          {data.inheritedAt && (
            <Notice
              kind="warning"
              className="mt-3"
              actions={
                may && (
                  <Button
                    disabled={!data.revocable}
                    pending={write.isPending && write.variables === 'revoke-inherited'}
                    onClick={() => write.mutate('revoke-inherited')}
                  >
                    <Trans>Revoke</Trans>
                  </Button>
                )
              }
            >
              <Trans>
                It came to you <RelativeTime at={data.inheritedAt} /> with a credential that its former owner knows.{' '}
                {data.revocable
                  ? t`The gateway has proven one of yours: revoke the old one.`
                  : t`Set its CUPS side with a key of your own; once the gateway has proven that, the old one can be revoked.`}
              </Trans>
            </Notice>
          )}
        </>
      )}
    </section>
  )
}

function Standing({ of: { state, limit, usesLeft, until, used } }: { readonly of: Bootstrap }) {
  switch (state) {
    case 'unlimited':
      return (
        <>
          <State icon={InfinityIcon} tone="muted">{t`No limit`}</State>
          <span className="text-ink-2">
            <Trans>The gateway may fall back to it whenever nothing else works.</Trans>
          </span>
        </>
      )
    case 'unconfirmed':
      return (
        <>
          <State icon={CircleCheck} tone="ok">{t`Good`}</State>
          <span className="text-ink-2">
            <Trans>Once the gateway has proven CUPS credentials of yours, {limitWords(limit)} more.</Trans>
          </span>
        </>
      )
    case 'open':
      return (
        <>
          <State icon={KeyRound} tone={used > 0 ? 'warn' : 'ok'}>
            {usesLeft === null ? t`Good` : t`${usesLeft} of ${usesLeft + used} uses left`}
          </State>
          {until && (
            <span className="text-ink-2">
              <Trans>
                Ends <RelativeTime at={until} />
              </Trans>
            </span>
          )}
        </>
      )
    case 'ended':
      return (
        <>
          <State icon={OctagonX} tone="danger">{t`Ended`}</State>
          <span className="text-ink-2">
            {limit?.uses == null || used < limit.uses
              ? t`Its time is over.`
              : limit.uses === 1
                ? t`Its one use is taken.`
                : t`All ${limit.uses} uses are taken.`}{' '}
            <Trans>A gateway that falls back to it is refused.</Trans>
          </span>
        </>
      )
  }
}
