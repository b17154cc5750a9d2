'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Network, SlidersHorizontal, Tag, Trash2, Waves, X } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { ConnectAction } from '#components/lns/connect-action.tsx'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { OfferAction } from '#components/transfers/offer-action.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { formatCount } from '#lib/client/format.ts'
import { HANDED, handOver, MAX_IN_LINK } from '#lib/client/handed-selection.ts'
import { paths } from '#lib/client/paths.ts'
import type { RolloutTargetBody } from '#lib/client/rollout-contracts.ts'
import { MAX_TARGET } from '#lib/domain/fleet/target-limits.ts'
import type { Pinned, Selection } from './use-selection.ts'

const TagDialog = dynamic(() => import('./tag-dialog.tsx').then((module) => module.TagDialog), { loading: () => null })

const BulkDelete = dynamic(() => import('./bulk-delete.tsx').then((module) => module.BulkDelete), {
  loading: () => null,
})

interface SelectionBarProps {
  readonly selection: Selection
  /** All that the filter finds now; undefined while that is asked for. */
  readonly found: Pinned | undefined
  readonly filtered: boolean
}

/** What can be done to the chosen gateways, or to all that the filter found when they were chosen. */
export function SelectionBar({ selection, found, filtered }: SelectionBarProps) {
  const owner = useOwnerId()
  const mayRoll = useCan('firmware:write')
  const maySetup = useCan('gateway:setup')
  const mayClaim = useCan('gateway:claim')
  const [tagging, setTagging] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const { all, chosen, count, clear } = selection
  if (count === 0) return null
  const target: RolloutTargetBody = all?.target ?? { by: 'gateways', gateways: [...chosen] }
  const plus = all && !all.exact ? '+' : ''
  const many = count > MAX_TARGET || (plus !== '' && count >= MAX_TARGET / 2)
  const more = found !== undefined && !all && selection.allChosen && found.count > chosen.size
  return (
    <section
      aria-label={t`Selected gateways`}
      className="sticky bottom-4 z-20 mx-auto mt-4 flex w-fit max-w-full flex-wrap items-center gap-2 rounded-lg bg-overlay py-2 pr-2 pl-4 text-sm shadow-lift max-md:bottom-18 max-md:w-full"
    >
      <span className="font-medium tabular-nums max-md:flex-1" aria-live="polite">
        {all ? (
          <Trans>
            All {formatCount(count)}
            {plus} selected
          </Trans>
        ) : (
          <Trans>{formatCount(count)} selected</Trans>
        )}
      </span>
      {more && <SelectAll found={found} filtered={filtered} onSelect={() => selection.chooseAll(found)} />}
      <span aria-hidden className="mx-1 h-5 w-px bg-line-2 max-md:hidden" />
      <div className="flex min-w-0 items-center gap-2 max-md:order-last max-md:w-full max-md:overflow-x-auto max-md:py-1">
        <Button onClick={() => setTagging(true)}>
          <Tag aria-hidden className="size-3.5" /> <Trans>Tags and site</Trans>
        </Button>
        {mayRoll && (
          <FormLink target={target} to={(search) => paths.newRollout(owner, search)}>
            <Waves aria-hidden className="size-3.5" /> <Trans>Roll out</Trans>
          </FormLink>
        )}
        {maySetup && (
          <FormLink target={target} to={(search) => paths.setupMany(owner, search)}>
            <SlidersHorizontal aria-hidden className="size-3.5" />{' '}
            {many ? t`Set up the first ${formatCount(MAX_TARGET)}` : t`Set up`}
          </FormLink>
        )}
        {maySetup && (
          <ConnectAction target={target} disabled={many}>
            <Network aria-hidden className="size-3.5" /> <Trans>Connect to a network</Trans>
          </ConnectAction>
        )}
        <OfferAction target={target} count={count} disabled={many} />
        {mayClaim && (
          <Button onClick={() => setDeleting(true)}>
            <Trash2 aria-hidden className="size-3.5" /> <Trans>Delete</Trans>
          </Button>
        )}
      </div>
      <IconButton label={t`Clear the selection`} onClick={clear}>
        <X aria-hidden className="size-4" />
      </IconButton>
      {(maySetup || mayClaim) && many && (
        <p className="w-full text-xs text-ink-3 max-md:order-last">
          <Trans>
            Setup takes the first {formatCount(MAX_TARGET)} by EUI; the wizard and a transfer take no more than so many
            at a time. A rollout takes all.
          </Trans>
        </p>
      )}
      {tagging && <TagDialog target={target} count={count} onClose={() => setTagging(false)} />}
      {deleting && (
        <BulkDelete
          target={target}
          count={count}
          exact={plus === ''}
          onClose={() => setDeleting(false)}
          onDone={clear}
        />
      )}
    </section>
  )
}

interface SelectAllProps {
  readonly found: Pinned
  readonly filtered: boolean
  readonly onSelect: () => void
}

function SelectAll({ found, filtered, onSelect }: SelectAllProps) {
  const number = `${formatCount(found.count)}${found.exact ? '' : '+'}`
  return (
    <Button variant="ghost" onClick={onSelect}>
      {filtered ? t`Select all ${number} that match` : t`Select all ${number}`}
    </Button>
  )
}

interface FormLinkProps {
  readonly target: RolloutTargetBody
  /** The address of the form: `search` says which gateways. */
  readonly to: (search: URLSearchParams) => string
  readonly children: ReactNode
}

/** A link, unless the gateways are too many for an address: then they are handed over when it is pressed. */
function FormLink({ target, to, children }: FormLinkProps) {
  const router = useRouter()
  if (target.by === 'gateways' && target.gateways.length > MAX_IN_LINK) {
    const go = () => router.push(to(new URLSearchParams({ [HANDED]: handOver(target.gateways) })))
    return <Button onClick={go}>{children}</Button>
  }
  return <ButtonLink href={to(searchOf(target))}>{children}</ButtonLink>
}

function searchOf(target: RolloutTargetBody): URLSearchParams {
  if (target.by === 'gateways') return new URLSearchParams({ gateways: target.gateways.join(',') })
  const { by: _, ...filter } = target
  return new URLSearchParams(Object.entries(filter).map(([name, value]) => [name, String(value)]))
}
