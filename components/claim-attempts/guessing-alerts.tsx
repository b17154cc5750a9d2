'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Button } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { attemptKeys, type ClaimAlert, claimAttemptApi, useClaimAlerts } from '#lib/client/claim-attempt-api.ts'
import { useWrite } from '#lib/client/queries.ts'
import { alertSentence } from './attempt-words.ts'

/** Episodes of guessing that nobody has seen to. */
export function GuessingAlerts() {
  const alerts = useClaimAlerts(true).data?.alerts ?? []
  if (alerts.length === 0) return null
  return (
    <section aria-label={t`Guessing`} className="mb-5 flex flex-col gap-2">
      {alerts.map((alert) => (
        <Alert key={alert.id} alert={alert} />
      ))}
    </section>
  )
}

function Alert({ alert }: { readonly alert: ClaimAlert }) {
  const close = useWrite(() => claimAttemptApi.closeAlert(alert.id), [attemptKeys.alerts])
  return (
    <>
      <Notice
        kind="warning"
        actions={
          <Button className="shrink-0" pending={close.isPending} onClick={() => close.mutate(undefined)}>
            <Trans>Seen</Trans>
          </Button>
        }
      >
        <p className="font-medium">{alertSentence(alert)}</p>
        <p className="text-ink-2">
          {alert.mailedAt ? (
            <Trans>
              Found <RelativeTime at={alert.foundAt} />, mailed to the operators.
            </Trans>
          ) : (
            <Trans>
              Found <RelativeTime at={alert.foundAt} />.
            </Trans>
          )}{' '}
          <Trans>Further tries are held by pauses; right PINs of other owners are heard as ever.</Trans>
        </p>
      </Notice>
      <Problem error={close.error} />
    </>
  )
}
