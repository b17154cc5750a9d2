'use client'

import { t } from '@lingui/core/macro'
import { useMutation } from '@tanstack/react-query'
import { Radio } from 'lucide-react'
import { useEffect } from 'react'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { CheckResult } from '#components/lns/check-result.tsx'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { SENT, type Secrets } from '#lib/client/call.ts'
import { type LiveCheckBody, setupApi } from '#lib/client/setup-api.ts'

interface TryTargetProps {
  readonly body: LiveCheckBody
  /** Nothing can be tried yet. */
  readonly disabled?: boolean
  /** The target is this very server. */
  readonly ours?: boolean
  /** For which of many gateways, ID6. */
  readonly subject?: string
}

/** The live check: this target with exactly these credentials, as the gateway would. Nothing is stored by it. */
export function TryTarget({ body, disabled, ours, subject }: TryTargetProps) {
  const owner = useOwnerId()
  const send = ({ trust, crt, key, ...rest }: LiveCheckBody, as: Secrets = SENT) => {
    const file = (name: 'trust' | 'crt' | 'key', value: string | undefined) =>
      value === undefined ? {} : { [name]: as.file(value, `${rest.category}.${name}`) }
    return setupApi.check(owner, { ...rest, ...file('trust', trust), ...file('crt', crt), ...file('key', key) })
  }
  const { mutate, reset, data, error, isPending } = useMutation({
    mutationFn: (given: LiveCheckBody) => send(given),
    networkMode: 'always',
  })
  const text = JSON.stringify(body)
  // A result is of the values that it was made with.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text is what it depends on
  useEffect(() => reset(), [text, reset])
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button disabled={disabled} pending={isPending} onClick={() => mutate(body)}>
          <Radio aria-hidden className="size-3.5" /> {data ? t`Check again` : t`Check live`}
        </Button>
        {subject && <span className="mono text-sm">{formatGatewayTitle(subject)}</span>}
        <p className="min-w-0 flex-1 basis-64 text-sm text-ink-3">
          {body.category === 'tc'
            ? t`Connects as the gateway would, with exactly these credentials, and asks the LNS at /router-info.`
            : ours
              ? t`Connects to this server as the gateway would. No check-in is made.`
              : t`Connects as the gateway would, with exactly these credentials, and makes one check-in in its name. The answer is thrown away.`}
        </p>
      </div>
      <SameAsCurl call={(as) => !disabled && send(body, as)} />
      <Problem error={error} />
      {data && (
        <div aria-live="polite">
          <CheckResult check={{ ...data, roots: [], muxs: null }} warnings={[]} />
        </div>
      )}
    </div>
  )
}
