'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Bell, Mail, Webhook } from 'lucide-react'
import { ConnectionHealth } from '#components/connections/connection-health.tsx'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { CREATE_KEY } from '#components/ui/key-marks.ts'
import { Link } from '#components/ui/link.tsx'
import { LinkRow } from '#components/ui/link-row.tsx'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Cell } from '#components/ui/table.tsx'
import type { EventTarget } from '#lib/client/contracts.ts'
import { useEventTargets } from '#lib/client/event-queries.ts'
import { paths } from '#lib/client/paths.ts'
import { EVENT_KINDS } from '#lib/domain/events/event-kinds.ts'
import { KIND_WORDS } from './event-words.ts'
import { MailNotice } from './mail-notice.tsx'

const COLUMNS: readonly Column[] = [
  { head: t`Name`, skeleton: '9rem' },
  { head: t`Health`, className: 'w-[10rem]', skeleton: '5rem' },
  { head: t`Events`, className: 'hidden lg:table-cell' },
  { head: t`Last delivery`, className: 'hidden w-[9rem] md:table-cell' },
]

export function TargetList() {
  const owner = useOwnerId()
  const { data, error, refetch } = useEventTargets(owner)
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />
  if (data?.targets.length === 0) return <NoTargets />
  const mail = data?.targets.some(({ channel }) => channel === 'email')
  return (
    <>
      {error && <Problem error={error} onRetry={() => void refetch()} className="mb-4" />}
      {mail && data?.mailReady === false && <MailNotice className="mb-4" />}
      <ListTable
        label={t`Event targets`}
        columns={COLUMNS}
        rows={data?.targets}
        row={(target) => <Row key={target.id} target={target} />}
        expect={3}
        what={t`the targets`}
      />
    </>
  )
}

function Row({ target }: { readonly target: EventTarget }) {
  const href = paths.eventTarget(useOwnerId(), target.id)
  const Icon = target.channel === 'webhook' ? Webhook : Mail
  return (
    <LinkRow href={href}>
      <Cell>
        <Link
          href={href}
          className="flex min-w-0 items-center gap-2 rounded-sm font-medium text-ink group-hover:text-accent-ink"
        >
          <Icon aria-hidden className="size-3.5 shrink-0 text-ink-3" />
          <span className="truncate">{target.name}</span>
        </Link>
        <span className="block max-w-[48vw] truncate pl-5.5 text-xs text-ink-3">
          {target.url ?? target.recipients.join(', ')}
        </span>
      </Cell>
      <Cell>
        <ConnectionHealth state={target.health} />
      </Cell>
      <Cell className="hidden text-ink-2 lg:table-cell">
        <span className="block truncate">{kindsText(target)}</span>
      </Cell>
      <Cell className="hidden text-ink-2 md:table-cell">
        <RelativeTime at={target.lastDeliveryAt} none="–" plain />
      </Cell>
    </LinkRow>
  )
}

function kindsText({ kinds }: EventTarget): string {
  if (kinds.length === EVENT_KINDS.length) return t`All kinds`
  return kinds.map((kind) => KIND_WORDS[kind]).join(', ')
}

function NoTargets() {
  const owner = useOwnerId()
  const may = useCan('connection:write')
  return (
    <EmptyState
      icon={Bell}
      title={t`Nobody is told yet`}
      actions={
        may && (
          <ButtonLink href={paths.newEventTarget(owner)} {...CREATE_KEY} variant="primary">
            <Trans>Add target</Trans>
          </ButtonLink>
        )
      }
    >
      {may
        ? t`A target is a webhook or a few e-mail addresses. It is told when gateways fall silent or fall back, when certificates end soon, and when firmware fails.`
        : t`An admin or operator of this owner adds webhooks and e-mail addresses that are told of events.`}
    </EmptyState>
  )
}
