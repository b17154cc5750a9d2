'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import dynamic from 'next/dynamic'
import { useSearchParams } from 'next/navigation'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { CREATE_KEY } from '#components/ui/key-marks.ts'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import { paths } from '#lib/client/paths.ts'
import { CertificateList } from './certificate-list.tsx'

const loading = () => <Waiting what={t`this part of the page`} />
const BreaksPanel = dynamic(() => import('./breaks-panel.tsx').then((module) => module.BreaksPanel), { loading })
const ChangeList = dynamic(() => import('./change-list.tsx').then((module) => module.ChangeList), { loading })

type Tab = 'certificates' | 'breaks' | 'changes'

/** Every certificate of the fleet, what breaks when, and changes of a root. */
export function TrustPage() {
  const owner = useOwnerId()
  const may = useCan('gateway:setup')
  const named = useSearchParams()?.get('tab')
  const tab: Tab = named === 'breaks' || named === 'changes' ? named : 'certificates'
  const open = (next: Tab) =>
    window.history.replaceState(null, '', paths.trust(owner, next === 'certificates' ? undefined : next))
  return (
    <>
      <PageHeader
        title={t`Trust`}
        lead={t`What your gateways verify servers with and show themselves: who holds it, until when, and what a change would break.`}
        actions={
          <>
            <ButtonLink href={paths.clientCas(owner)}>
              <Trans>Client certificates</Trans>
            </ButtonLink>
            {may && (
              <ButtonLink href={paths.newTrustChange(owner)} {...CREATE_KEY} variant="primary">
                <Trans>Change a root</Trans>
              </ButtonLink>
            )}
          </>
        }
      />
      <Tabs
        label={t`Trust`}
        value={tab}
        onChange={open}
        tabs={[
          { value: 'certificates', label: t`Certificates`, panel: <CertificateList /> },
          { value: 'breaks', label: t`What breaks when`, panel: <BreaksPanel /> },
          { value: 'changes', label: t`Changes`, panel: <ChangeList /> },
        ]}
      />
    </>
  )
}
