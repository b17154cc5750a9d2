'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ShieldCheck, ShieldOff } from 'lucide-react'
import type { FirmwareSignature } from '#lib/client/contracts.ts'
import { Crc } from './crc.tsx'
import { useKeyNames } from './key-names.ts'

/** Whose signatures an image has. */
export function SignaturesCell({ signatures }: { readonly signatures: readonly FirmwareSignature[] }) {
  const nameOf = useKeyNames()
  if (signatures.length === 0) {
    return (
      <span className="flex items-center gap-1.5 text-ink-3">
        <ShieldOff aria-hidden className="size-3.5 shrink-0" /> <Trans>Unsigned</Trans>
      </span>
    )
  }
  return signatures.map(({ sigcrc, keycrc }) => (
    <span key={sigcrc} className="flex min-w-0 items-center gap-1.5">
      <ShieldCheck aria-hidden className="size-3.5 shrink-0 text-ok" />
      <span className="truncate max-md:max-w-[30vw]">{nameOf(keycrc) ?? t`Key`}</span>
      <span className="text-ink-3 max-md:hidden">
        <Crc value={keycrc} />
      </span>
    </span>
  ))
}
