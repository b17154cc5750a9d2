'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import type { CreatedConnection } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { ConnectionForm } from './connection-form.tsx'

/** Fetched while the form is filled in: it shows secrets that are there once, so it must be at hand by then. */
const loadCreated = () => import('./created-connection.tsx').then((module) => module.CreatedConnectionPage)
const CreatedConnectionPage = dynamic(loadCreated, { loading: () => null })

export function NewConnectionPage() {
  const owner = useOwnerId()
  const may = useCan('connection:write')
  const [created, setCreated] = useState<CreatedConnection>()
  if (created) return <CreatedConnectionPage connection={created} />
  return (
    <>
      <PageHeader
        crumbs={[{ label: t`Connections`, href: paths.connections(owner) }]}
        title={t`Add connection`}
        lead={t`Basic HTTPS: reports of your devices go to a URL, signed with a key; downlinks come back the same way.`}
      />
      {may ? (
        <div onInput={() => void loadCreated()}>
          <ConnectionForm
            onCreated={(connection) => {
              setCreated(connection)
              window.scrollTo(0, 0)
            }}
          />
        </div>
      ) : (
        <Notice>
          <Trans>Connections are added by the owner’s admins and operators. Ask one of them.</Trans>
        </Notice>
      )}
    </>
  )
}
