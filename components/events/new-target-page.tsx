'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { CopyTextButton } from '#components/ui/copy-button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { ShownOnce } from '#components/ui/shown-once.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { CreatedEventTarget } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { TargetForm } from './target-form.tsx'

export function NewTargetPage() {
  const owner = useOwnerId()
  const router = useRouter()
  const may = useCan('connection:write')
  const [created, setCreated] = useState<CreatedEventTarget>()
  const crumbs = [{ label: t`Events`, href: paths.events(owner) }]
  if (created?.secret) {
    return (
      <div className="max-w-2xl">
        <PageHeader
          crumbs={crumbs}
          title={
            <span className="break-words">
              <Trans>{created.name} is ready</Trans>
            </span>
          }
          lead={t`Your receiver verifies the signature of each event with this secret. It is shown once.`}
        />
        <ShownOnce text={created.secret} className="mb-4" />
        <Actions>
          <CopyTextButton text={created.secret} what={t`secret`} />
          <ButtonLink href={paths.eventTarget(owner, created.id)}>
            <Trans>Open the target</Trans>
          </ButtonLink>
        </Actions>
      </div>
    )
  }
  return (
    <>
      <PageHeader
        crumbs={crumbs}
        title={t`Add target`}
        lead={t`A webhook or e-mail addresses that are told of events.`}
      />
      {may ? (
        <TargetForm
          onCreated={(target) => {
            if (target.secret) {
              setCreated(target)
              window.scrollTo(0, 0)
              return
            }
            notify(t`Added ${target.name}`)
            router.push(paths.eventTarget(owner, target.id))
          }}
        />
      ) : (
        <Notice>
          <Trans>Targets are added by the owner’s admins and operators. Ask one of them.</Trans>
        </Notice>
      )}
    </>
  )
}
