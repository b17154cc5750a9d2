'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Network, SlidersHorizontal, Tag, Trash2, Waves, X } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { OfferAction } from '#components/transfers/offer-action.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import type { RolloutTargetBody } from '#lib/client/rollout-contracts.ts'
import { isFiltered, type ListQuery, targetOf } from './list-query.ts'
import type { Selection } from './use-selection.ts'

const TagDialog = dynamic(() => import('./tag-dialog.tsx').then((module) => module.TagDialog), { loading: () => null })

const BulkDelete = dynamic(() => import('./bulk-delete.tsx').then((module) => module.BulkDelete), {
  loading: () => null,
})

/** More than a link can name go as the filter that finds them. */
const MAX_IN_LINK = 100

interface SelectionBarProps {
  readonly selection: Selection
  readonly query: ListQuery
  /** Gateways of the filter. */
  readonly matching: number
  /** False: at least so many. */
  readonly exact: boolean
}

/** What can be done to the chosen gateways, or to all that the filter finds. */
export function SelectionBar({ selection, query, matching, exact }: SelectionBarProps) {
  const owner = useOwnerId()
  const mayRoll = useCan('firmware:write')
  const maySetup = useCan('gateway:setup')
  const [all, setAll] = useState(false)
  const mayClaim = useCan('gateway:claim')
  const [tagging, setTagging] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const count = all ? matching : selection.chosen.size
  if (selection.chosen.size === 0) return null
  const clear = () => {
    setAll(false)
    selection.clear()
  }
  const target: RolloutTargetBody = all ? targetOf(query) : { by: 'gateways', gateways: [...selection.chosen] }
  const plus = all && !exact ? '+' : ''
  return (
    <section
      aria-label={t`Selected gateways`}
      className="sticky bottom-4 z-20 mx-auto mt-4 flex w-fit max-w-full flex-wrap items-center gap-2 rounded-lg bg-overlay py-2 pr-2 pl-4 text-sm shadow-lift max-md:bottom-18"
    >
      <span className="font-medium tabular-nums" aria-live="polite">
        <Trans>
          {formatCount(count)}
          {plus} selected
        </Trans>
      </span>
      {!all && selection.allChosen && matching > selection.chosen.size && (
        <Button variant="ghost" onClick={() => setAll(true)}>
          {isFiltered(query)
            ? t`Select all ${`${formatCount(matching)}${exact ? '' : '+'}`} that match`
            : t`Select all ${`${formatCount(matching)}${exact ? '' : '+'}`}`}
        </Button>
      )}
      <span aria-hidden className="mx-1 h-5 w-px bg-line-2" />
      <Button onClick={() => setTagging(true)}>
        <Tag aria-hidden className="size-3.5" /> <Trans>Tags and site</Trans>
      </Button>
      {mayRoll && (all || selection.chosen.size <= MAX_IN_LINK) && (
        <ButtonLink href={paths.newRollout(owner, searchOf(target))}>
          <Waves aria-hidden className="size-3.5" /> <Trans>Roll out</Trans>
        </ButtonLink>
      )}
      {maySetup && (all || selection.chosen.size <= MAX_IN_LINK) && (
        <ButtonLink href={paths.setupMany(owner, searchOf(target))}>
          <SlidersHorizontal aria-hidden className="size-3.5" /> <Trans>Set up</Trans>
        </ButtonLink>
      )}
      {maySetup && !all && selection.chosen.size <= MAX_IN_LINK && (
        <ButtonLink href={paths.connect(owner, [...selection.chosen])}>
          <Network aria-hidden className="size-3.5" /> <Trans>Connect to a network</Trans>
        </ButtonLink>
      )}
      <OfferAction target={target} count={count} />
      {mayClaim && (
        <Button onClick={() => setDeleting(true)}>
          <Trash2 aria-hidden className="size-3.5" /> <Trans>Delete</Trans>
        </Button>
      )}
      <IconButton label={t`Clear the selection`} onClick={clear}>
        <X aria-hidden className="size-4" />
      </IconButton>
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

function searchOf(target: RolloutTargetBody): URLSearchParams {
  if (target.by === 'gateways') return new URLSearchParams({ gateways: target.gateways.join(',') })
  const { by: _, ...filter } = target
  return new URLSearchParams(Object.entries(filter).map(([name, value]) => [name, String(value)]))
}
