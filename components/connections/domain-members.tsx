'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { roleName } from '#components/people/role-words.ts'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { ACTIONS, type Column, ListTable } from '#components/ui/list-table.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Badge } from '#components/ui/state.tsx'
import { Cell } from '#components/ui/table.tsx'
import { useMembers } from '#lib/client/connection-queries.ts'
import type { Domains, Member } from '#lib/client/contracts.ts'

const RestrictDialog = dynamic(() => import('./restrict-dialog.tsx').then((module) => module.RestrictDialog), {
  loading: () => null,
})

interface DomainMembersProps {
  readonly groups: Domains['groups']
}

const COLUMNS: readonly Column[] = [
  { head: t`Member`, skeleton: '9rem' },
  { head: t`Role`, className: 'hidden md:table-cell' },
  { head: t`Sees`, skeleton: '6rem' },
  ACTIONS,
]

/** Members and what they are held to. */
export function DomainMembers({ groups }: DomainMembersProps) {
  const { data, error, refetch } = useMembers(useOwnerId(), true)
  const [member, setMember] = useState<Member>()
  return (
    <section aria-labelledby="domain-members">
      <h2 id="domain-members" className="text-base font-semibold">
        <Trans>Members</Trans>
      </h2>
      <p className="mt-0.5 mb-2 max-w-[72ch] text-sm text-ink-2">
        <Trans>
          A restricted member sees connections with matching domains, and cross-domain ones read-only, without URL and
          header values. Admins are never restricted.
        </Trans>
      </p>
      <Problem error={error} onRetry={() => void refetch()} />
      <ListTable
        label={t`Members`}
        columns={COLUMNS}
        rows={data?.members}
        row={(one) => (
          <tr key={one.id}>
            <Cell>
              <span className="block break-words font-medium">{one.name}</span>
              <span className="block break-all text-xs text-ink-3">{one.email}</span>
            </Cell>
            <Cell className="hidden text-ink-2 md:table-cell">{roleName(one.role)}</Cell>
            <Cell>
              {one.restrictions.length === 0 ? (
                <span className="text-ink-3">
                  <Trans>everything</Trans>
                </span>
              ) : (
                <span className="flex flex-wrap gap-1">
                  {one.restrictions.map(({ group, path }) => (
                    <Badge key={group + path}>{`${group}: ${path}`}</Badge>
                  ))}
                </span>
              )}
            </Cell>
            <Cell className="text-right">
              {one.role !== 'admin' && groups.length > 0 && (
                <Button variant="ghost" aria-label={t`Restrict ${one.name}`} onClick={() => setMember(one)}>
                  <Trans>Restrict</Trans>
                </Button>
              )}
            </Cell>
          </tr>
        )}
        expect={3}
        loose
      />
      {member && <RestrictDialog member={member} groups={groups} onClose={() => setMember(undefined)} />}
    </section>
  )
}
