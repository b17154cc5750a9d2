'use client'

import { t } from '@lingui/core/macro'
import { CircleAlert, FileBadge, Undo2, X } from 'lucide-react'
import dynamic from 'next/dynamic'
import { IconButton } from '#components/ui/icon-button.tsx'
import type { CertFacts } from '#lib/client/contracts.ts'
import { say } from '#lib/client/say.ts'
import { CLEAR, type ItemDraft, KEEP } from '#lib/client/setup-draft.ts'

const CertificateCard = dynamic(
  () => import('#components/gateways/certificate-card.tsx').then((module) => module.CertificateCard),
  { loading: () => null },
)

interface CredentialSlotProps {
  readonly title: string
  readonly stored: CertFacts | null
  readonly item: ItemDraft
  readonly absent: string
  readonly error: string | undefined
  readonly onItem: (item: ItemDraft) => void
}

/** One certificate of the set: what is stored, what was given, or why it may stay empty. */
export function CredentialSlot({ title, stored, item, absent, error, onItem }: CredentialSlotProps) {
  const facts = item.mode === 'set' ? item.facts : item.mode === 'keep' ? stored : null
  const undo = (
    <IconButton label={t`${title}: undo the change`} onClick={() => onItem(KEEP)}>
      <Undo2 aria-hidden className="size-3.5" />
    </IconButton>
  )
  const clear = (
    <IconButton label={t`${title}: clear`} onClick={() => onItem(CLEAR)}>
      <X aria-hidden className="size-3.5" />
    </IconButton>
  )
  return (
    <div className="flex flex-col gap-1.5">
      {facts ? (
        <CertificateCard
          title={title}
          facts={facts}
          source={item.mode === 'set' ? item.source : t`stored`}
          warnings={item.mode === 'set' ? item.warnings : []}
          actions={item.mode === 'keep' ? clear : undo}
        />
      ) : (
        <SlotLine icon={FileBadge} title={title} actions={item.mode === 'keep' ? undefined : undo}>
          {item.mode === 'clear' && stored ? t`Will be cleared.` : absent}
        </SlotLine>
      )}
      <SlotError>{error}</SlotError>
    </div>
  )
}

interface SlotLineProps {
  readonly icon: typeof FileBadge
  readonly title: string
  readonly children: React.ReactNode
  readonly actions?: React.ReactNode
}

export function SlotLine({ icon: Icon, title, children, actions }: SlotLineProps) {
  return (
    <div className="flex min-h-10 items-center gap-2 rounded-md border px-3 py-1 text-sm">
      <Icon aria-hidden className="size-4 shrink-0 text-ink-3" />
      <h3 className="shrink-0 font-medium">{title}</h3>
      <div className="min-w-0 flex-1 text-ink-3">{children}</div>
      {actions}
    </div>
  )
}

export function SlotError({ children }: { readonly children: string | undefined }) {
  if (!children) return null
  return (
    <p role="alert" className="flex items-start gap-1.5 text-sm text-danger">
      <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
      <span className="min-w-0 break-words">{say(children)}</span>
    </p>
  )
}
