'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Link } from '#components/ui/link.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { paths } from '#lib/client/paths.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import { simulatedApi, simulatedKeys } from '#lib/client/simulated-api.ts'
import { type StepPlace, TourStep } from './tour-step.tsx'

/** A gateway comes to its owner: here without a label and a PIN. */
export function MakeStep({ gateway, ...place }: StepPlace & { readonly gateway: string }) {
  const owner = useOwnerId()
  const make = useWrite(() => simulatedApi.start(owner), [simulatedKeys.all(owner), keys.gateways(owner)])
  return (
    <TourStep
      {...place}
      title={t`Make a gateway`}
      lead={t`A real one you claim with the PIN on its label. This one is yours at once, with an identifier that no maker uses and a token for its first calls.`}
    >
      {place.state === 'now' ? (
        <>
          <Problem error={make.error} />
          <Button variant="primary" pending={make.isPending} onClick={() => make.mutate(undefined)}>
            <Trans>Make a simulated gateway</Trans>
          </Button>
        </>
      ) : (
        <Link href={paths.gateway(owner, gateway)} className="mono rounded-sm text-sm text-accent-ink hover:underline">
          {formatGatewayTitle(gateway)}
        </Link>
      )}
    </TourStep>
  )
}
