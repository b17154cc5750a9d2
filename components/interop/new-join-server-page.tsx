'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useRouter, useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Choice } from '#components/ui/choice.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { SavedJoinServer } from '#lib/client/interop-api.ts'
import { paths } from '#lib/client/paths.ts'
import { say } from '#lib/client/say.ts'
import { PRESETS } from '#lib/domain/interop/presets.ts'
import { JoinServerForm } from './join-server-form.tsx'
import { PresetForm } from './preset-form.tsx'

/** A preset with the few things that it asks for, or all fields. */
export function NewJoinServerPage() {
  const owner = useOwnerId()
  const router = useRouter()
  const may = useCan('interop:write')
  const asked = useSearchParams()?.get('preset')
  const [preset, setPreset] = useState(PRESETS.find(({ id }) => id === asked)?.id)
  const done = ({ joinServer }: SavedJoinServer) => {
    notify(t`Added ${joinServer.fqdn}`)
    router.push(paths.joinServer(owner, joinServer.id))
  }
  const chosen = PRESETS.find(({ id }) => id === preset)
  return (
    <>
      <PageHeader crumbs={[{ label: t`Join servers`, href: paths.joinServers(owner) }]} title={t`Add join server`} />
      {may ? (
        <div className="flex flex-col gap-6">
          <fieldset className="grid max-w-3xl gap-2 sm:grid-cols-3">
            <legend className="sr-only">
              <Trans>Which join server</Trans>
            </legend>
            <Choice
              name="preset"
              checked={preset === undefined}
              onSelect={() => setPreset(undefined)}
              title={t`Any join server`}
            >
              <Trans>You know its address.</Trans>
            </Choice>
            {PRESETS.map(({ id, name, about }) => (
              <Choice key={id} name="preset" checked={preset === id} onSelect={() => setPreset(id)} title={name}>
                {say(about)}
              </Choice>
            ))}
          </fieldset>
          {chosen ? <PresetForm key={chosen.id} preset={chosen} onSaved={done} /> : <JoinServerForm onSaved={done} />}
        </div>
      ) : (
        <Notice>
          <Trans>Join servers are added by the owner’s admins and operators. Ask one of them.</Trans>
        </Notice>
      )}
    </>
  )
}
