'use client'

import { Check } from 'lucide-react'
import { Notice } from '#components/ui/notice.tsx'
import type { FirmwareImage, Gateway } from '#lib/client/contracts.ts'
import { type HeldSignature, mayBeSent } from '#lib/domain/firmware-gate.ts'
import { formatKey, useKeyNames } from './key-names.ts'
import { waitSentence } from './wait-sentence.ts'

interface FitNoticeProps {
  readonly image: FirmwareImage
  readonly gateway: Gateway
  readonly allowUnsigned: boolean
}

const NOTHING = new Uint8Array()

/** Whether the gateway would get the image as it is, by the rules of the answer; told before it is scheduled. */
export function FitNotice({ image, gateway: { reported }, allowUnsigned }: FitNoticeProps) {
  const nameOf = useKeyNames()
  if (!reported) return <Notice>The gateway has never checked in; which keys it holds is not known yet.</Notice>
  const signatures = image.signatures.map(({ keycrc }): HeldSignature => ({ keyCrc: keycrc, der: NOTHING }))
  const { keys } = reported
  const now = new Date()
  const decision = mayBeSent({ notBefore: null, allowUnsigned, signatures, keys, changesElse: false, now })
  const signers = image.signatures.map(({ keycrc }) => keycrc)
  const model = image.model && reported.model && image.model !== reported.model
  const key = decision.send ? decision.signature?.keyCrc : undefined
  if (decision.send && key === undefined && !model) return null
  return (
    <div className="flex flex-col gap-2">
      {!decision.send && (
        <Notice kind="warning">
          It would wait. {waitSentence(decision.wait, { notBefore: null, held: keys, signers, nameOf })}
        </Notice>
      )}
      {key !== undefined && (
        <p className="flex items-center gap-1.5 text-sm text-ink-2">
          <Check aria-hidden className="size-3.5 shrink-0 text-ok" /> Signed with a key that the gateway holds,{' '}
          {formatKey(key, nameOf(key))}.
        </p>
      )}
      {model && (
        <Notice kind="warning">
          The image is for the model {image.model}; the gateway reports {reported.model}.
        </Notice>
      )}
    </div>
  )
}
