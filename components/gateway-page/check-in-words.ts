import { t } from '@lingui/core/macro'
import { ArrowDownToLine, CircleAlert, Equal, type LucideIcon } from 'lucide-react'
import type { CheckIn } from '#lib/client/contracts.ts'
import { formatSize } from '#lib/client/format.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'

/** `bootstrap`, `cups:3` as people say it. */
export function formatCredential(credential: string): string {
  const [kind, version] = credential.split(':')
  if (kind === 'bootstrap') return t`Its first token`
  if (kind === 'certificate') return t`A certificate of your CA`
  if (kind === 'cups' && version) return t`CUPS credentials, version ${version}`
  return credential
}

export const ANSWERS: Readonly<Record<CheckIn['answer']['kind'], { icon: LucideIcon; word: string; tint: string }>> = {
  unchanged: { icon: Equal, word: t`Nothing new`, tint: 'text-ink-3' },
  update: { icon: ArrowDownToLine, word: t`Update sent`, tint: 'text-info' },
  'own-fault': { icon: CircleAlert, word: t`Fault on our side, nothing sent`, tint: 'text-danger' },
}

/** Why the answer is what it is, and the firmware that went along; empty when there is nothing to say. */
export function answerText({ reasons, firmware }: CheckIn['answer']): string {
  const update = firmware ? [t`Firmware ${formatCrc(firmware.crc)}, ${formatSize(firmware.bytes)}.`] : []
  return [...reasons, ...update].join(' ')
}
