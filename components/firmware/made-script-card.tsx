'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Download } from 'lucide-react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import type { MadeScript } from '#lib/client/contracts.ts'
import { formatBytes } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { saveBlob } from '#lib/client/station-files.ts'
import { CrcWithCopy } from './crc.tsx'

interface MadeScriptCardProps {
  readonly script: MadeScript
  readonly onAgain: () => void
}

/** The script, stored as an image; a secret one is shown now and never again. */
export function MadeScriptCard({ script, onAgain }: MadeScriptCardProps) {
  const owner = useOwnerId()
  const secret = script.script?.secret === true
  const save = () => saveBlob(new Blob([script.text], { type: 'text/x-shellscript' }), script.name)
  return (
    <div className="max-w-2xl">
      <PageHeader
        crumbs={[{ label: t`Firmware`, href: paths.firmware(owner) }]}
        title={script.version}
        lead={
          script.duplicate
            ? t`You had made this very script before. Nothing was stored twice.`
            : t`Made and stored as an image. Read it, then sign it: gateways that hold a key run only what that key signed.`
        }
      />
      {script.warnings.map((warning) => (
        <Notice key={warning} kind="warning" className="mb-4">
          {warning}
        </Notice>
      ))}
      {secret && (
        <Notice kind="warning" className="mb-4">
          <Trans>
            This script holds a secret. Save it now if you sign elsewhere: it cannot be downloaded later. It can also be
            signed by its SHA-512, or with a key that is kept here.
          </Trans>
        </Notice>
      )}
      <Facts
        facts={[
          [
            t`File`,
            <span key="file" className="mono break-all">
              {script.name}
            </span>,
          ],
          [t`Size`, formatBytes(script.size)],
          ['CRC-32', <CrcWithCopy key="crc" value={script.fwcrc} what={t`the CRC`} />],
        ]}
      />
      <Actions className="mt-5">
        <ButtonLink href={paths.image(owner, script.fwcrc)} variant="primary">
          <Trans>Sign the script</Trans>
        </ButtonLink>
        <Button onClick={save}>
          <Download aria-hidden className="size-3.5" /> <Trans>Save</Trans>
        </Button>
        <Button variant="ghost" onClick={onAgain}>
          <Trans>Change it</Trans>
        </Button>
      </Actions>
      <Disclosure title={t`Read the script`} className="mt-4">
        <CodeBlock text={script.text} label={t`the script`} />
      </Disclosure>
    </div>
  )
}
