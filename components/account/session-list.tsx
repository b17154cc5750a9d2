'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Button } from '#components/ui/button.tsx'
import { ACTIONS, type Column, ListTable } from '#components/ui/list-table.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Badge } from '#components/ui/state.tsx'
import { Cell } from '#components/ui/table.tsx'
import { notify } from '#components/ui/toast.tsx'
import { agentWords } from '#lib/client/agent-words.ts'
import { peopleApi, type Session } from '#lib/client/people-api.ts'
import { peopleKeys, useSessions } from '#lib/client/people-queries.ts'
import { useWrite } from '#lib/client/queries.ts'

const COLUMNS: readonly Column[] = [
  { head: t`Browser`, skeleton: '9rem' },
  { head: t`Address`, className: 'hidden w-[12rem] md:table-cell' },
  { head: t`Signed in`, className: 'hidden w-[9rem] lg:table-cell' },
  { head: t`Last seen`, className: 'w-[9rem]', skeleton: '5rem' },
  ACTIONS,
]

/** Where the person is signed in. */
export function SessionList() {
  const { data, error, refetch } = useSessions()
  const end = useWrite(
    (session: Session) => peopleApi.endSession(session.id),
    [peopleKeys.sessions],
    () => notify(t`The session has ended`),
  )
  const others = useWrite(
    () => peopleApi.endOtherSessions(),
    [peopleKeys.sessions],
    ({ ended }) => notify(ended === 1 ? t`One session has ended` : t`${ended} sessions have ended`),
  )
  const several = (data?.sessions.length ?? 0) > 1
  return (
    <section aria-labelledby="sessions">
      <div className="mb-2 flex flex-wrap items-start justify-between gap-3">
        <div>
          <h2 id="sessions" className="text-base font-semibold">
            <Trans>Sessions</Trans>
          </h2>
          <p className="mt-0.5 text-sm text-ink-2">
            <Trans>Where you are signed in. A session lasts twelve hours.</Trans>
          </p>
        </div>
        {several && (
          <Button pending={others.isPending} onClick={() => others.mutate(undefined)}>
            <Trans>End all others</Trans>
          </Button>
        )}
      </div>
      {(error ?? end.error ?? others.error) && (
        <Problem error={error ?? end.error ?? others.error} onRetry={() => void refetch()} className="mb-3" />
      )}
      <ListTable
        label={t`Sessions`}
        columns={COLUMNS}
        rows={data?.sessions}
        expect={2}
        what={t`the sessions`}
        row={(session) => (
          <tr key={session.id}>
            <Cell>
              <span className="flex flex-wrap items-center gap-x-2 break-words" title={session.agent ?? undefined}>
                {agentWords(session.agent)}
                {session.current && <Badge>{t`this browser`}</Badge>}
                {session.method === 'sso' && <Badge>{t`single sign-on`}</Badge>}
              </span>
              <span className="mono block text-xs text-ink-3 md:hidden">{session.address}</span>
            </Cell>
            <Cell className="mono hidden text-ink-2 md:table-cell">{session.address}</Cell>
            <Cell className="hidden lg:table-cell">
              <RelativeTime at={session.createdAt} />
            </Cell>
            <Cell>
              <RelativeTime at={session.lastSeenAt} />
            </Cell>
            <Cell className="text-right">
              {!session.current && (
                <Button
                  variant="ghost"
                  aria-label={t`End the session of ${agentWords(session.agent)}, ${session.address ?? t`no address`}`}
                  pending={end.isPending && end.variables?.id === session.id}
                  onClick={() => end.mutate(session)}
                >
                  <Trans>End</Trans>
                </Button>
              )}
            </Cell>
          </tr>
        )}
      />
    </section>
  )
}
