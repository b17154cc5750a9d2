'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Ellipsis, MailPlus, ShieldCheck, ShieldOff, UserMinus, UserPen, UserRoundSearch } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useCan, useConsole } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { CREATE_KEY } from '#components/ui/key-marks.ts'
import { ACTIONS, type Column, ListTable } from '#components/ui/list-table.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Badge, State } from '#components/ui/state.tsx'
import { Cell } from '#components/ui/table.tsx'
import { notify } from '#components/ui/toast.tsx'
import { useNewDialog } from '#components/ui/use-new-dialog.ts'
import { useDomains, useMembers } from '#lib/client/connection-queries.ts'
import type { Member } from '#lib/client/contracts.ts'
import { type Invitation, peopleApi } from '#lib/client/people-api.ts'
import { peopleKeys, useInvitations } from '#lib/client/people-queries.ts'
import { useWrite } from '#lib/client/queries.ts'
import { ROLE_OPTIONS, ROLE_WORDS, roleName } from './role-words.ts'
import { SettingsNav } from './settings-nav.tsx'

const InviteDialog = dynamic(() => import('./invite-dialog.tsx').then((module) => module.InviteDialog), {
  loading: () => null,
})
const RoleDialog = dynamic(() => import('./role-dialog.tsx').then((module) => module.RoleDialog), {
  loading: () => null,
})
const RemoveDialog = dynamic(() => import('./remove-dialog.tsx').then((module) => module.RemoveDialog), {
  loading: () => null,
})
const RestrictDialog = dynamic(
  () => import('#components/connections/restrict-dialog.tsx').then((module) => module.RestrictDialog),
  { loading: () => null },
)

/** Who may act in this owner, in which role, and who is invited. */
export function MembersPage() {
  const may = useCan('owner:admin')
  const [inviting, setInviting] = useNewDialog()
  return (
    <>
      <SettingsNav />
      <PageHeader
        title={t`Members`}
        lead={t`Who may act in this owner. A person may be a member of several.`}
        actions={
          may && (
            <Button {...CREATE_KEY} variant="primary" onClick={() => setInviting(true)}>
              <Trans>Invite</Trans>
            </Button>
          )
        }
      />
      {may ? (
        <Lists />
      ) : (
        <Notice>
          <Trans>Members are kept by the owner’s admins. Ask one of them.</Trans>
        </Notice>
      )}
      <section aria-labelledby="roles" className="mt-10">
        <h2 id="roles" className="mb-2 text-base font-semibold">
          <Trans>Roles</Trans>
        </h2>
        <dl className="max-w-2xl border-t text-sm">
          {ROLE_OPTIONS.map(({ value, label }) => (
            <div key={value} className="flex gap-3 border-b py-2">
              <dt className="w-24 shrink-0 text-ink-2">{label}</dt>
              <dd>{ROLE_WORDS[value]}</dd>
            </div>
          ))}
        </dl>
      </section>
      {may && inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </>
  )
}

const COLUMNS: readonly Column[] = [
  { head: t`Member`, skeleton: '9rem' },
  { head: t`Role`, className: 'w-[6rem]', skeleton: '4rem' },
  { head: t`Sees`, className: 'hidden lg:table-cell' },
  { head: t`Second factor`, className: 'hidden w-[8rem] md:table-cell' },
  { head: t`Last seen`, className: 'hidden w-[9rem] md:table-cell' },
  ACTIONS,
]

type Open = { readonly what: 'role' | 'remove' | 'restrict'; readonly member: Member }

function Lists() {
  const { owner } = useConsole()
  const { data, error, refetch } = useMembers(owner.id, true)
  const { data: domains } = useDomains(owner.id)
  const [open, setOpen] = useState<Open>()
  const close = () => setOpen(undefined)
  const groups = domains?.enabled ? domains.groups : []
  return (
    <>
      {error && <Problem error={error} onRetry={() => void refetch()} className="mb-4" />}
      <ListTable
        label={t`Members`}
        columns={COLUMNS}
        rows={data?.members}
        expect={3}
        what={t`the members`}
        row={(member) => (
          <MemberRow
            key={member.id}
            member={member}
            restrictable={groups.length > 0}
            onOpen={(what) => setOpen({ what, member })}
          />
        )}
      />
      <Invitations />
      {open?.what === 'role' && <RoleDialog member={open.member} onClose={close} />}
      {open?.what === 'remove' && <RemoveDialog member={open.member} onClose={close} />}
      {open?.what === 'restrict' && <RestrictDialog member={open.member} groups={groups} onClose={close} />}
    </>
  )
}

interface RowProps {
  readonly member: Member
  readonly restrictable: boolean
  readonly onOpen: (what: Open['what']) => void
}

function MemberRow({ member, restrictable, onOpen }: RowProps) {
  const { me } = useConsole()
  return (
    <tr>
      <Cell>
        <span className="block font-medium break-words">
          {member.name}
          {member.id === me.user.id && (
            <span className="ml-1 font-normal text-ink-3">
              <Trans>(you)</Trans>
            </span>
          )}
        </span>
        <span className="block text-xs break-all text-ink-3">{member.email}</span>
      </Cell>
      <Cell>{roleName(member.role)}</Cell>
      <Cell className="hidden lg:table-cell">
        {member.role === 'admin' || member.restrictions.length === 0 ? (
          <span className="text-ink-3">
            <Trans>everything</Trans>
          </span>
        ) : (
          <span className="flex flex-wrap gap-1">
            {member.restrictions.map(({ group, path }) => (
              <Badge key={group + path}>{`${group}: ${path}`}</Badge>
            ))}
          </span>
        )}
      </Cell>
      <Cell className="hidden md:table-cell">
        {member.secondFactor ? (
          <State icon={ShieldCheck} tone="ok">{t`On`}</State>
        ) : (
          <State icon={ShieldOff} tone="muted">{t`Off`}</State>
        )}
      </Cell>
      <Cell className="hidden md:table-cell">
        <RelativeTime at={member.lastSeenAt} />
      </Cell>
      <Cell className="text-right">
        <Menu
          align="end"
          trigger={
            <IconButton label={t`More for ${member.name}`}>
              <Ellipsis aria-hidden className="size-4" />
            </IconButton>
          }
          entries={[
            { kind: 'item', key: 'role', label: t`Change role`, icon: UserPen, onSelect: () => onOpen('role') },
            ...(restrictable && member.role !== 'admin'
              ? [
                  {
                    kind: 'item' as const,
                    key: 'restrict',
                    label: t`Restrict to domains`,
                    icon: UserRoundSearch,
                    onSelect: () => onOpen('restrict'),
                  },
                ]
              : []),
            { kind: 'item', key: 'remove', label: t`Remove`, icon: UserMinus, onSelect: () => onOpen('remove') },
          ]}
        />
      </Cell>
    </tr>
  )
}

const INVITATION_COLUMNS: readonly Column[] = [
  { head: t`Invited`, skeleton: '9rem' },
  { head: t`Role`, className: 'w-[6rem]', skeleton: '4rem' },
  { head: t`By`, className: 'hidden md:table-cell' },
  { head: t`Link counts until`, className: 'hidden w-[11rem] md:table-cell' },
  ACTIONS,
]

function Invitations() {
  const { owner } = useConsole()
  const { data, error } = useInvitations(owner.id)
  const revoke = useWrite(
    (invitation: Invitation) => peopleApi.revokeInvitation(owner.id, invitation.id),
    [peopleKeys.invitations(owner.id)],
    (_, invitation) => notify(t`The link for ${invitation.email} no longer counts`),
  )
  if (error) return <Problem error={error} className="mt-6" />
  if (!data || data.invitations.length === 0) return null
  return (
    <section aria-labelledby="invitations" className="mt-10">
      <h2 id="invitations" className="mb-2 text-base font-semibold">
        <Trans>Open invitations</Trans>
      </h2>
      {revoke.error && <Problem error={revoke.error} className="mb-3" />}
      <ListTable
        label={t`Open invitations`}
        columns={INVITATION_COLUMNS}
        rows={data.invitations}
        row={(invitation) => (
          <tr key={invitation.id}>
            <Cell>
              <span className="block break-all">{invitation.email}</span>
              {invitation.mailedAt && (
                <span className="inline-flex items-center gap-1 text-xs text-ink-3">
                  <MailPlus aria-hidden className="size-3" /> <Trans>Mailed</Trans>
                </span>
              )}
            </Cell>
            <Cell>{roleName(invitation.role)}</Cell>
            <Cell className="hidden break-words text-ink-2 md:table-cell">{invitation.createdBy ?? '–'}</Cell>
            <Cell className="hidden md:table-cell">
              {invitation.expired ? t`Expired` : <RelativeTime at={invitation.expiresAt} />}
            </Cell>
            <Cell className="text-right">
              <Button
                variant="ghost"
                aria-label={t`Revoke the invitation of ${invitation.email}`}
                pending={revoke.isPending && revoke.variables?.id === invitation.id}
                onClick={() => revoke.mutate(invitation)}
              >
                <Trans>Revoke</Trans>
              </Button>
            </Cell>
          </tr>
        )}
      />
    </section>
  )
}
