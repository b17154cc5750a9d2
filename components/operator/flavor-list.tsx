'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Cpu } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { limitWords } from '#components/transfers/limit-words.ts'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { ACTIONS, type Column, ListTable } from '#components/ui/list-table.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Cell } from '#components/ui/table.tsx'
import { formatCount } from '#lib/client/format.ts'
import { type Flavor, useFlavors, usePolicies } from '#lib/client/operator-api.ts'

const FlavorDialog = dynamic(() => import('./flavor-dialog.tsx').then((module) => module.FlavorDialog), {
  loading: () => null,
})
const LimitDialog = dynamic(() => import('./limit-dialog.tsx').then((module) => module.LimitDialog), {
  loading: () => null,
})

const COLUMNS: readonly Column[] = [
  { head: t`Flavor`, skeleton: '9rem' },
  { head: t`Gateways`, className: 'w-[7.5rem] text-right', skeleton: '3rem' },
  { head: t`Batches`, className: 'hidden w-[6rem] text-right md:table-cell' },
  { head: t`Images`, className: 'hidden w-[6rem] text-right lg:table-cell' },
  { head: t`Bootstrap tokens`, className: 'hidden w-[12rem] md:table-cell' },
  { ...ACTIONS, className: 'w-[6rem] md:w-[11rem]' },
]

/** Every flavor that occurs on anything, with what has it; and the limit of bootstrap tokens where nothing narrower is set. */
export function FlavorList() {
  const { data, error, refetch } = useFlavors()
  const policies = usePolicies().data?.policies
  const [open, setOpen] = useState<{ readonly flavor: string; readonly what: 'notes' | 'limit' }>()
  const site = policies?.find((one) => one.scope === 'site')
  const close = () => setOpen(undefined)
  const of = (flavor: string) => policies?.find((one) => one.scope === 'flavor' && one.key === flavor)
  const noted = data?.flavors.find((one) => one.flavor === open?.flavor)
  return (
    <>
      <PageHeader
        title={t`Flavors`}
        lead={t`Models of gateways, as batches, owners and firmware images name them.`}
        actions={
          policies && (
            <>
              <span className="text-sm text-ink-2">
                <Trans>Bootstrap tokens: {limitWords(site)}</Trans>
              </span>
              <Button onClick={() => setOpen({ flavor: '', what: 'limit' })}>
                <Trans>Set for all</Trans>
              </Button>
            </>
          )
        }
      />
      {error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : data?.flavors.length === 0 ? (
        <EmptyState icon={Cpu} title={t`No flavors yet`}>
          <Trans>
            A flavor is a word for a model. It comes with a batch, or with the first gateway that an owner adds by hand.
          </Trans>
        </EmptyState>
      ) : (
        <ListTable
          label={t`Flavors`}
          columns={COLUMNS}
          rows={data?.flavors}
          row={(one) => (
            <Row
              key={one.flavor}
              flavor={one}
              limit={of(one.flavor) ? limitWords(of(one.flavor)) : undefined}
              onOpen={(what) => setOpen({ flavor: one.flavor, what })}
            />
          )}
          expect={3}
          what={t`the flavors`}
        />
      )}
      {open?.what === 'notes' && noted && <FlavorDialog flavor={noted} onClose={close} />}
      {open?.what === 'limit' && (
        <LimitDialog
          scope={open.flavor ? 'flavor' : 'site'}
          id={open.flavor}
          current={open.flavor ? of(open.flavor) : site}
          title={open.flavor ? t`Bootstrap tokens of ${open.flavor}` : t`Bootstrap tokens of all batches`}
          onClose={close}
        />
      )}
    </>
  )
}

interface RowProps {
  readonly flavor: Flavor
  readonly limit: string | undefined
  readonly onOpen: (what: 'notes' | 'limit') => void
}

function Row({ flavor: { flavor, gateways, owned, batches, codeLists, images, notes }, limit, onOpen }: RowProps) {
  return (
    <tr>
      <Cell grow>
        <span className="block break-words font-medium">{flavor}</span>
        {notes && <span className="block truncate text-xs text-ink-3">{notes}</span>}
      </Cell>
      <Cell className="text-right tabular-nums">
        {formatCount(gateways)}
        {owned < gateways && (
          <span className="block text-xs text-ink-3">
            <Trans>{formatCount(owned)} owned</Trans>
          </span>
        )}
      </Cell>
      <Cell className="hidden text-right tabular-nums md:table-cell">
        {formatCount(batches)}
        {codeLists > 0 && (
          <span className="block text-xs text-ink-3">
            {codeLists === 1 ? t`one code list` : t`${formatCount(codeLists)} code lists`}
          </span>
        )}
      </Cell>
      <Cell className="hidden text-right tabular-nums lg:table-cell">{formatCount(images)}</Cell>
      <Cell className="hidden text-ink-2 md:table-cell">
        {batches === 0 ? (
          <span className="text-ink-3">
            <Trans>None of ours</Trans>
          </span>
        ) : (
          (limit ?? (
            <span className="text-ink-3">
              <Trans>As for all</Trans>
            </span>
          ))
        )}
      </Cell>
      <Cell className="text-right">
        <span className="flex flex-wrap justify-end gap-1.5">
          {batches > 0 && (
            <Button onClick={() => onOpen('limit')} aria-label={t`Limit bootstrap tokens of ${flavor}`}>
              <Trans>Limit</Trans>
            </Button>
          )}
          <Button onClick={() => onOpen('notes')} aria-label={t`Notes on ${flavor}`}>
            <Trans>Notes</Trans>
          </Button>
        </span>
      </Cell>
    </tr>
  )
}
