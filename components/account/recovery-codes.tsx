'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyTextButton } from '#components/ui/copy-button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'

interface RecoveryCodesProps {
  readonly codes: readonly string[]
  readonly onClose: () => void
}

/** Shown once: each takes the place of a code of the app, once. */
export function RecoveryCodes({ codes, onClose }: RecoveryCodesProps) {
  return (
    <Dialog
      open
      required
      onOpenChange={onClose}
      title={t`Keep the recovery codes`}
      description={t`Each works once, in the place of a code, where the app is lost. They are shown this once. Print them, or keep them in a password manager.`}
    >
      <ul className="mono mb-4 grid grid-cols-1 gap-x-6 gap-y-1 rounded-md border bg-sunken p-3 text-sm sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code} className="select-all">
            {code}
          </li>
        ))}
      </ul>
      <Actions>
        <CopyTextButton text={codes.join('\n')} what={t`codes`} />
        <Button onClick={onClose}>
          <Trans>I have kept them</Trans>
        </Button>
      </Actions>
    </Dialog>
  )
}
