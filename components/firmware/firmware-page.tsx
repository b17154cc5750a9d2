'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import dynamic from 'next/dynamic'
import { useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { CREATE_KEY } from '#components/ui/key-marks.ts'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { useImages, useSigningKeys } from '#lib/client/queries.ts'
import { ImageList } from './image-list.tsx'
import { KeyList } from './key-list.tsx'

const AddKeyDialog = dynamic(() => import('./add-key-dialog.tsx').then((module) => module.AddKeyDialog), {
  loading: () => null,
})

type Panel = 'images' | 'keys'

/** Images and the keys that they are signed with; the tab is part of the address. */
export function FirmwarePage() {
  const owner = useOwnerId()
  const may = useCan('firmware:write')
  const panel: Panel = useSearchParams()?.get('tab') === 'keys' ? 'keys' : 'images'
  const images = useImages(owner).data?.images.length
  const keys = useSigningKeys(owner).data?.keys.length
  const [adding, setAdding] = useState(false)
  // Next follows the history API; no page is loaded for a tab.
  const open = (next: Panel) =>
    window.history.replaceState(null, '', paths.firmware(owner, next === 'keys' ? 'keys' : undefined))
  return (
    <>
      <PageHeader
        title={t`Firmware`}
        lead={t`Updates for your gateways. Each is provided once, at a check-in, and verified by the gateway with the key that it holds.`}
        actions={
          may && (
            <>
              {panel === 'images' && (
                <ButtonLink href={paths.updateScript(owner)}>
                  <Trans>Make an update script</Trans>
                </ButtonLink>
              )}
              {panel === 'images' && images !== 0 && (
                <ButtonLink href={paths.uploadFirmware(owner)} {...CREATE_KEY} variant="primary">
                  <Trans>Upload image</Trans>
                </ButtonLink>
              )}
              {panel === 'keys' && keys !== 0 && (
                <Button {...CREATE_KEY} variant="primary" onClick={() => setAdding(true)}>
                  <Trans>Add signing key</Trans>
                </Button>
              )}
            </>
          )
        }
      />
      <Tabs
        label={t`Firmware`}
        value={panel}
        onChange={open}
        tabs={[
          { value: 'images', label: <TabLabel text={t`Images`} count={images} />, panel: <ImageList /> },
          {
            value: 'keys',
            label: <TabLabel text={t`Signing keys`} count={keys} />,
            panel: <KeyList onAdd={() => setAdding(true)} />,
          },
        ]}
      />
      {adding && <AddKeyDialog onClose={() => setAdding(false)} />}
    </>
  )
}

function TabLabel({ text, count }: { readonly text: string; readonly count: number | undefined }) {
  return (
    <>
      {text}
      {count !== undefined && count > 0 && <span className="text-ink-3 tabular-nums">{formatCount(count)}</span>}
    </>
  )
}
