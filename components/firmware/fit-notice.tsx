'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check } from 'lucide-react'
import { Notice } from '#components/ui/notice.tsx'
import type { FirmwareImage, Gateway } from '#lib/client/contracts.ts'
import { type HeldSignature, mayBeSent } from '#lib/domain/firmware-gate.ts'
import { useGateWords } from './key-names.ts'

interface FitNoticeProps {
  readonly image: FirmwareImage
  readonly gateway: Gateway
  readonly allowUnsigned: boolean
  readonly anyModel: boolean
}

const NOTHING = new Uint8Array()

/** Whether the gateway would get the image as it is, by the rules of the answer; told before it is scheduled. */
export function FitNotice({ image, gateway: { reported }, allowUnsigned, anyModel }: FitNoticeProps) {
  const words = useGateWords()
  if (!reported) {
    return (
      <Notice>
        <Trans>
          The gateway has never checked in: which model it is and which keys it holds is not known yet. The image waits
          until that is known, and goes if it fits.
        </Trans>
      </Notice>
    )
  }
  const signatures = image.signatures.map(({ keycrc }): HeldSignature => ({ keyCrc: keycrc, der: NOTHING }))
  const { keys, model } = reported
  const facts = { ...NOW, allowUnsigned, anyModel, signatures, keys, imageModel: image.model, model, now: new Date() }
  const decision = mayBeSent(facts, words)
  if (!decision.send) {
    const never = decision.wait === 'other-key' || decision.wait === 'other-model'
    return (
      <Notice kind={never ? 'error' : 'warning'}>
        {never ? t`It cannot be scheduled.` : t`It would wait.`} {decision.reason}
      </Notice>
    )
  }
  const key = decision.signature?.keyCrc
  if (key === undefined) return null
  return (
    <p className="flex items-center gap-1.5 text-sm text-ink-2">
      <Check aria-hidden className="size-3.5 shrink-0 text-ok" />{' '}
      <Trans>Signed with a key that the gateway holds, {words.key(key)}.</Trans>
    </p>
  )
}

const NOW = { notBefore: null, changesElse: false }
