'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Choice } from '#components/ui/choice.tsx'
import { CopyTextButton } from '#components/ui/copy-button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { ShownOnce } from '#components/ui/shown-once.tsx'
import { SENT, type Secrets } from '#lib/client/call.ts'
import { connectionApi } from '#lib/client/connection-api.ts'
import { connectionKeys } from '#lib/client/connection-queries.ts'
import type { Connection } from '#lib/client/contracts.ts'
import { useWrite } from '#lib/client/queries.ts'
import { formatAbsolute } from '#lib/client/relative-time.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { DEFAULT_GRACE_HOURS, readTunnelKey } from '#lib/domain/connections/tunnel-key.ts'
import { GraceField } from './grace-field.tsx'

interface RegenerateDialogProps {
  readonly connection: Connection
  readonly onClose: () => void
}

/** A new key beside the old one for a while; the new one is shown this once. */
export function RegenerateDialog({ connection, onClose }: RegenerateDialogProps) {
  const owner = useOwnerId()
  const [hours, setHours] = useState(DEFAULT_GRACE_HOURS)
  const [signWith, setSignWith] = useState<'new' | 'previous'>('new')
  const [own, setOwn] = useState('')
  const send = (as: Secrets = SENT) =>
    connectionApi.regenerateKey(owner, connection.id, {
      revision: connection.revision,
      graceHours: hours,
      signWith: hours === 0 ? 'new' : signWith,
      ...(own.trim() === '' ? {} : { key: as.variable(own, 'TUNNEL_KEY') }),
    })
  const regenerate = useWrite(() => send(), [connectionKeys.all(owner)])
  const read = own.trim() === '' ? undefined : readTunnelKey(own)
  const fault = read && !read.ok ? read.error : undefined
  const problem = regenerate.error instanceof ApiProblem ? regenerate.error : undefined
  if (regenerate.data) {
    const { secrets, reminder, key } = regenerate.data
    return (
      <Dialog
        open
        onOpenChange={onClose}
        required
        wide
        title={t`Copy the new key now`}
        description={t`It is shown once. ${reminder}`}
      >
        <ShownOnce text={secrets.key} className="mb-3" />
        <p className="mb-4 text-sm text-ink-2">
          {key.previousUntil
            ? graceText(formatAbsolute(new Date(key.previousUntil)), key.signsWith === 'previous')
            : t`The old key is refused from now on.`}
        </p>
        <Actions>
          <CopyTextButton text={secrets.key} what={t`key`} />
          <Button onClick={onClose}>
            <Trans>I have copied it</Trans>
          </Button>
        </Actions>
      </Dialog>
    )
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!fault) regenerate.mutate(undefined)
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title={t`Regenerate the key`}
      description={t`The application server of ${connection.name} needs the new key in place of the old one.`}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        {!problem?.field('key') && <Problem error={regenerate.error} />}
        <GraceField hours={hours} onHours={setHours} refused={t`downlinks signed with the old key`} />
        {hours > 0 && (
          <fieldset>
            <legend className="mb-1.5 text-sm font-medium">
              <Trans>Sign reports during the grace period with</Trans>
            </legend>
            <div className="grid gap-2 sm:grid-cols-2">
              <Choice
                name="sign"
                checked={signWith === 'new'}
                onSelect={() => setSignWith('new')}
                title={t`The new key`}
              >
                <Trans>Your server takes both keys, or gets it now.</Trans>
              </Choice>
              <Choice
                name="sign"
                checked={signWith === 'previous'}
                onSelect={() => setSignWith('previous')}
                title={t`The old key`}
              >
                <Trans>Your server changes to the new one at the end.</Trans>
              </Choice>
            </div>
          </fieldset>
        )}
        {connection.key.previousUntil && (
          <p className="text-sm text-warn">
            <Trans>An earlier key is still in its grace period. It ends now: never more than two keys are valid.</Trans>
          </p>
        )}
        <Disclosure title={t`Use a key that exists`}>
          <Field
            label={t`Key`}
            hint={t`32 hex digits. Empty: one is generated.`}
            error={fault ?? problem?.field('key')}
            className="pt-1 pb-2"
          >
            <Input
              value={own}
              onChange={(event) => setOwn(event.target.value)}
              className="mono"
              spellCheck={false}
              autoComplete="off"
              autoCapitalize="off"
            />
          </Field>
        </Disclosure>
        <Actions>
          <Button type="submit" variant="primary" pending={regenerate.isPending}>
            <Trans>Regenerate key</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Keep the key</Trans>
          </Button>
        </Actions>
        <SameAsCurl call={send} />
      </form>
    </Dialog>
  )
}

const graceText = (until: string, oldSigns: boolean): string =>
  oldSigns
    ? t`Downlinks with the old key are taken until ${until}. Reports are signed with the old key until then.`
    : t`Downlinks with the old key are taken until ${until}. Reports are signed with the new key from now on.`
