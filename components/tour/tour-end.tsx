'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { notify } from '#components/ui/toast.tsx'
import { api } from '#lib/client/api.ts'
import { paths } from '#lib/client/paths.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import { simulatedKeys } from '#lib/client/simulated-api.ts'

/** It is in sync: on to a real one. */
export function TourEnd({ gateway, title }: { readonly gateway: string; readonly title: string }) {
  const owner = useOwnerId()
  const [fault, setFault] = useState<string>()
  const remove = useWrite(
    () => api.remove(owner, gateway),
    [simulatedKeys.all(owner), keys.gateways(owner)],
    ([answer]) => (answer?.error ? setFault(answer.error) : notify(t`Deleted ${title}`)),
  )
  return (
    <section aria-labelledby="tour-end" className="mt-8 max-w-3xl border-t pt-6">
      <h2 id="tour-end" className="text-base font-semibold">
        <Trans>It is in sync</Trans>
      </h2>
      <p className="mt-1 mb-4 max-w-[68ch] text-sm text-ink-2">
        <Trans>
          What it reports is what you set. Its page has the whole story: each call with what was sent and answered, each
          set with what became of it. With a real gateway the first step is its label.
        </Trans>
      </p>
      <Problem error={remove.error} className="mb-3" />
      {fault && (
        <Notice kind="error" className="mb-3">
          {fault}
        </Notice>
      )}
      <Actions>
        <ButtonLink href={paths.claimGateways(owner)} variant="primary">
          <Trans>Claim a gateway</Trans>
        </ButtonLink>
        <ButtonLink href={paths.gateway(owner, gateway)}>
          <Trans>Look at this one</Trans>
        </ButtonLink>
        <Button pending={remove.isPending} onClick={() => remove.mutate(undefined)}>
          <Trans>Delete it</Trans>
        </Button>
      </Actions>
    </section>
  )
}
