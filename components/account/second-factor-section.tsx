'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ShieldCheck, ShieldOff } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { State } from '#components/ui/state.tsx'
import { formatCount } from '#lib/client/format.ts'
import { useSecondFactor } from '#lib/client/people-queries.ts'

const EnrolDialog = dynamic(() => import('./enrol-dialog.tsx').then((module) => module.EnrolDialog), {
  loading: () => null,
})
const DisableDialog = dynamic(() => import('./prove-dialog.tsx').then((module) => module.DisableDialog), {
  loading: () => null,
})
const RenewDialog = dynamic(() => import('./prove-dialog.tsx').then((module) => module.RenewDialog), {
  loading: () => null,
})

export function SecondFactorSection() {
  const { data, error, refetch } = useSecondFactor()
  const [open, setOpen] = useState<'enrol' | 'disable' | 'renew'>()
  const close = () => setOpen(undefined)
  return (
    <section aria-labelledby="second-factor" className="max-w-2xl">
      <h2 id="second-factor" className="text-base font-semibold">
        <Trans>Second factor</Trans>
      </h2>
      <p className="mt-0.5 mb-3 text-sm text-ink-2">
        <Trans>A code of an authenticator app beside the password. A stolen password alone then opens nothing.</Trans>
      </p>
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      {data && !data.password && (
        <p className="text-sm">
          <Trans>You sign in through your identity provider, which asks for its own second factor.</Trans>
        </p>
      )}
      {data?.password && !data.since && (
        <div className="flex flex-wrap items-center gap-4">
          <State icon={ShieldOff} tone="muted">{t`Off`}</State>
          <Button variant="primary" onClick={() => setOpen('enrol')}>
            <Trans>Set up</Trans>
          </Button>
        </div>
      )}
      {data?.since && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
          <State icon={ShieldCheck} tone="ok">{t`On`}</State>
          <span className="text-ink-2">
            <Trans>
              since <RelativeTime at={data.since} />, {formatCount(data.recoveryCodes)} recovery codes left
            </Trans>
          </span>
          <span className="flex flex-wrap gap-2">
            <Button onClick={() => setOpen('renew')}>
              <Trans>New recovery codes</Trans>
            </Button>
            <Button onClick={() => setOpen('disable')}>
              <Trans>Switch off</Trans>
            </Button>
          </span>
        </div>
      )}
      {open === 'enrol' && <EnrolDialog onClose={close} />}
      {open === 'disable' && <DisableDialog onClose={close} />}
      {open === 'renew' && <RenewDialog onClose={close} />}
    </section>
  )
}
