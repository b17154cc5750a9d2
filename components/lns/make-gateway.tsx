'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Field, Input, Select } from '#components/ui/field.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { SENT, type Secrets } from '#lib/client/call.ts'
import { lnsApi } from '#lib/client/lns-api.ts'
import type { ConnectDraft } from './connect-draft.ts'

interface MakeGatewayProps {
  readonly draft: ConnectDraft
  readonly gateways: readonly string[]
  readonly onKey: (key: string) => void
}

/** Makes the gateway and its key through The Things Stack's API. The key that may do this is kept nowhere. */
export function MakeGateway({ draft, gateways, onKey }: MakeGatewayProps) {
  const owner = useOwnerId()
  const [kind, setKind] = useState<'user' | 'organization'>('user')
  const [id, setId] = useState('')
  const [plan, setPlan] = useState('EU_863_870_TTN')
  const [apiKey, setApiKey] = useState('')
  const [gateway] = gateways
  const send = (as: Secrets = SENT) =>
    lnsApi.makeGateway(owner, {
      gateway: gateway ?? '',
      address: draft.address,
      apiKey: as.variable(apiKey, 'NETWORK_KEY'),
      collaborator: { kind, id: id.trim() },
      frequencyPlan: plan.trim(),
      ...(draft.files.trust ? { trust: as.file(draft.files.trust.base64, 'tc.trust') } : {}),
    })
  const make = useMutation({
    mutationFn: () => send(),
    onSuccess: (made) => {
      setApiKey('')
      onKey(made.key)
    },
  })
  const ready =
    gateway !== undefined && gateways.length === 1 && draft.address.trim() !== '' && id.trim() !== '' && apiKey !== ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ready) make.mutate()
  }
  return (
    <Disclosure title={t`Make the gateway and its key there`}>
      <form onSubmit={submit} className="flex flex-col gap-4 rounded-md border bg-sunken p-3">
        <p className="text-sm text-ink-2">
          <Trans>
            With a key that may “Create a gateway under the account” and “View and edit gateway API keys”. It is used
            for this and stored nowhere. {gateways.length > 1 && t`This is for one gateway at a time.`}
          </Trans>
        </p>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t`Owned by`}>
            <Select
              value={kind}
              onChange={(event) => setKind(event.target.value === 'user' ? 'user' : 'organization')}
              options={[
                { value: 'user', label: t`a user` },
                { value: 'organization', label: t`an organization` },
              ]}
            />
          </Field>
          <Field label={kind === 'user' ? t`User ID` : t`Organization ID`}>
            <Input
              value={id}
              onChange={(event) => setId(event.target.value)}
              className="mono"
              spellCheck={false}
              autoComplete="off"
            />
          </Field>
          <Field label={t`Frequency plan`} hint={t`By its ID in The Things Stack.`}>
            <Input
              value={plan}
              onChange={(event) => setPlan(event.target.value)}
              className="mono"
              spellCheck={false}
              autoComplete="off"
            />
          </Field>
          <Field label={t`Key that may make them`}>
            <Input
              type="password"
              value={apiKey}
              onChange={(event) => setApiKey(event.target.value)}
              className="mono"
              autoComplete="off"
            />
          </Field>
        </div>
        <div>
          <Button type="submit" disabled={!ready} pending={make.isPending}>
            <Trans>Make gateway and key</Trans>
          </Button>
        </div>
        <SameAsCurl call={(as) => ready && send(as)} />
        <Problem error={make.error} />
        {make.data && (
          <Notice>
            <Trans>
              {make.data.created ? t`Made` : t`Found`} <span className="mono">{make.data.gatewayId}</span>, and made a
              key with the one right. It is filled in above.
            </Trans>
          </Notice>
        )}
      </form>
    </Disclosure>
  )
}
