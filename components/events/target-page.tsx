'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Ellipsis, KeyRound, Pause, Play, Trash2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { ConnectionHealth } from '#components/connections/connection-health.tsx'
import { TestButton } from '#components/connections/test-panel.tsx'
import { Opened } from '#components/shell/opened.tsx'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { CopyValue } from '#components/ui/copy-value.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import type { MenuEntry } from '#components/ui/menu-entry.ts'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime, useNow } from '#components/ui/relative-time.tsx'
import { Badge } from '#components/ui/state.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { EventTarget } from '#lib/client/contracts.ts'
import { eventApi } from '#lib/client/event-api.ts'
import { eventKeys, useEventTarget, useEventTargets } from '#lib/client/event-queries.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { useWrite } from '#lib/client/queries.ts'
import { formatAbsolute } from '#lib/client/relative-time.ts'
import { EVENT_KINDS } from '#lib/domain/events/event-kinds.ts'
import { KIND_WORDS } from './event-words.ts'
import { MailNotice } from './mail-notice.tsx'
import { TargetDeliveries } from './target-deliveries.tsx'
import { TargetMissing, TargetSkeleton } from './target-missing.tsx'

const DeleteTargetDialog = dynamic(
  () => import('./delete-target-dialog.tsx').then((module) => module.DeleteTargetDialog),
  { loading: () => null },
)
const RotateSecretDialog = dynamic(
  () => import('./rotate-secret-dialog.tsx').then((module) => module.RotateSecretDialog),
  { loading: () => null },
)

export function TargetPage({ id }: { readonly id: string }) {
  const owner = useOwnerId()
  const may = useCan('connection:write')
  const { data, error, refetch } = useEventTarget(owner, id)
  const mailReady = useEventTargets(owner).data?.mailReady
  const crumbs = [{ label: t`Events`, href: paths.events(owner) }]
  if (error && !data) return <TargetMissing owner={owner} error={error} onRetry={() => void refetch()} />
  if (!data) return <TargetSkeleton crumbs={crumbs} />
  return (
    <>
      <Opened kind="event-target" id={id} name={data.name} />
      <PageHeader
        crumbs={crumbs}
        title={<span className="break-words">{data.name}</span>}
        lead={
          data.url ? (
            <CopyValue text={data.url} what={t`the URL`} />
          ) : (
            <span className="break-all">{data.recipients.join(', ')}</span>
          )
        }
        actions={may && <TargetActions target={data} />}
      />
      {error && <Problem error={error} onRetry={() => void refetch()} className="mb-4" />}
      <div className="flex flex-col gap-8">
        {data.channel === 'email' && mailReady === false && <MailNotice />}
        <PausedNotice target={data} />
        <section aria-label={t`About`} className="min-w-0">
          <Facts
            facts={[
              [t`Health`, <ConnectionHealth key="health" state={data.health} />],
              [t`Events`, <Kinds key="kinds" target={data} />],
              [
                t`Gateways`,
                data.tags.length + data.sites.length === 0 ? (
                  t`All`
                ) : (
                  <span key="gateways" className="flex flex-wrap gap-1">
                    {data.tags.map((tag) => (
                      <Badge key={`tag ${tag}`}>{tag}</Badge>
                    ))}
                    {data.sites.map((site) => (
                      <Badge key={`site ${site}`}>{t`site ${site}`}</Badge>
                    ))}
                  </span>
                ),
              ],
              [
                t`Deliveries`,
                t`${formatCount(data.delivered)} delivered, ${formatCount(data.waiting)} waiting, ${formatCount(data.dead)} dead`,
              ],
              [t`Last delivery`, <RelativeTime key="last" at={data.lastDeliveryAt} none={t`None yet`} />],
              [t`Created`, <RelativeTime key="created" at={data.createdAt} />],
            ]}
          />
          {data.previousSecretUntil && (
            <Notice className="mt-3">
              <Trans>
                Events are signed with the old secret too until {formatAbsolute(new Date(data.previousSecretUntil))}.
              </Trans>
            </Notice>
          )}
          {may && (
            <div className="mt-4">
              <TestButton label={t`Send a test event`} send={() => eventApi.test(owner, data.id)} />
            </div>
          )}
        </section>
        <TargetDeliveries target={data} may={may} />
      </div>
    </>
  )
}

function PausedNotice({ target }: { readonly target: EventTarget }) {
  const now = useNow()
  if (!target.active)
    return (
      <Notice>
        {target.deactivatedReason === 'gone'
          ? t`The receiver answered 410 Gone, so nothing is sent any more. Resume it once the receiver is back.`
          : t`Paused. What happens meanwhile is not told.`}
      </Notice>
    )
  if (!target.pausedUntil || new Date(target.pausedUntil) <= now) return null
  return (
    <Notice kind="warning">
      <Trans>
        It failed too often: nothing is sent until {formatAbsolute(new Date(target.pausedUntil))}, then one event as a
        probe.
      </Trans>
    </Notice>
  )
}

function Kinds({ target: { kinds } }: { readonly target: EventTarget }) {
  if (kinds.length === EVENT_KINDS.length) return <Trans>All kinds</Trans>
  return (
    <span className="flex flex-wrap gap-1">
      {kinds.map((kind) => (
        <Badge key={kind}>{KIND_WORDS[kind]}</Badge>
      ))}
    </span>
  )
}

function TargetActions({ target }: { readonly target: EventTarget }) {
  const owner = useOwnerId()
  const [dialog, setDialog] = useState<'delete' | 'secret'>()
  const pause = useWrite(
    async (active: boolean) => {
      try {
        return await eventApi.change(owner, target.id, { active })
      } catch (error) {
        notify(error instanceof Error ? error.message : t`This failed. Try again.`, 'failed')
        throw error
      }
    },
    [eventKeys.targets(owner)],
    ({ active }) => notify(active ? t`${target.name} is told again` : t`Paused ${target.name}`),
  )
  const entries: MenuEntry[] = [
    ...(target.channel === 'webhook'
      ? [
          {
            kind: 'item' as const,
            key: 'secret',
            label: t`Rotate the secret`,
            icon: KeyRound,
            onSelect: () => setDialog('secret'),
          },
        ]
      : []),
    ...(target.active
      ? [
          {
            kind: 'item' as const,
            key: 'pause',
            label: t`Pause`,
            icon: Pause,
            onSelect: () => pause.mutate(false),
          },
        ]
      : []),
    { kind: 'separator', key: 'line' },
    { kind: 'item', key: 'delete', label: t`Delete`, icon: Trash2, onSelect: () => setDialog('delete') },
  ]
  return (
    <>
      {!target.active && (
        <Button variant="primary" pending={pause.isPending} onClick={() => pause.mutate(true)}>
          <Play aria-hidden className="size-3.5" /> <Trans>Resume</Trans>
        </Button>
      )}
      <ButtonLink href={paths.editEventTarget(owner, target.id)}>
        <Trans>Edit</Trans>
      </ButtonLink>
      <Menu
        align="end"
        entries={entries}
        trigger={
          <IconButton label={t`More for ${target.name}`} className="size-8!">
            <Ellipsis aria-hidden className="size-4" />
          </IconButton>
        }
      />
      {dialog === 'delete' && <DeleteTargetDialog target={target} onClose={() => setDialog(undefined)} />}
      {dialog === 'secret' && <RotateSecretDialog target={target} onClose={() => setDialog(undefined)} />}
    </>
  )
}
