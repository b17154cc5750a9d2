'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { KeyRound } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { SettingsNav } from '#components/people/settings-nav.tsx'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { CREATE_KEY } from '#components/ui/key-marks.ts'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Badge } from '#components/ui/state.tsx'
import { Cell, Head, SkeletonRows, Table } from '#components/ui/table.tsx'
import { useNewDialog } from '#components/ui/use-new-dialog.ts'
import type { ApiToken } from '#lib/client/contracts.ts'
import { useTokens } from '#lib/client/queries.ts'
import { RIGHTS } from '#lib/domain/rights.ts'

const RevokeDialog = dynamic(() => import('./revoke-dialog.tsx').then((module) => module.RevokeDialog), {
  loading: () => null,
})
const CreateToken = dynamic(() => import('./create-token.tsx').then((module) => module.CreateToken), {
  loading: () => null,
})

export function TokenList() {
  const owner = useOwnerId()
  const may = useCan('owner:admin')
  const { data, error, refetch } = useTokens(owner, true)
  const [creating, setCreating] = useNewDialog()
  const [revoking, setRevoking] = useState<ApiToken>()
  const create = (
    <Button {...CREATE_KEY} variant="primary" onClick={() => setCreating(true)}>
      <Trans>Create token</Trans>
    </Button>
  )
  return (
    <>
      <SettingsNav />
      <PageHeader
        title={t`API tokens`}
        lead={
          may
            ? t`Programs use the same API as this console, with a token in place of a password.`
            : t`Programs use the same API as this console. Your tokens may do and see what you may at that moment, never more.`
        }
        actions={data?.tokens.length ? create : undefined}
      />
      {error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : data?.tokens.length === 0 ? (
        <EmptyState icon={KeyRound} title={t`No tokens yet`} actions={create}>
          <Trans>
            {may ? t`A token belongs to this owner` : t`A token is bound to you`} and carries the rights that you
            choose. It is sent as <span className="mono whitespace-nowrap">Authorization: Bearer …</span>
          </Trans>
        </EmptyState>
      ) : (
        <Table label={t`API tokens`}>
          <thead className="max-md:sr-only">
            <tr>
              <Head>
                <Trans>Name</Trans>
              </Head>
              <Head className="hidden md:table-cell">
                <Trans>Rights</Trans>
              </Head>
              <Head className="hidden lg:table-cell">
                <Trans>Created</Trans>
              </Head>
              <Head className="hidden md:table-cell">
                <Trans>Last used</Trans>
              </Head>
              <Head>
                <Trans>Expires</Trans>
              </Head>
              <Head className="w-24">
                <span className="sr-only">
                  <Trans>Actions</Trans>
                </span>
              </Head>
            </tr>
          </thead>
          <tbody>
            {data ? (
              data.tokens.map((token) => <TokenRow key={token.id} token={token} onRevoke={() => setRevoking(token)} />)
            ) : (
              <SkeletonRows rows={3} widths={['9rem', null, null, null, '5rem', '3rem']} />
            )}
          </tbody>
        </Table>
      )}
      {creating && <CreateToken onClose={() => setCreating(false)} />}
      {revoking && <RevokeDialog token={revoking} onClose={() => setRevoking(undefined)} />}
    </>
  )
}

function TokenRow({ token, onRevoke }: { readonly token: ApiToken; readonly onRevoke: () => void }) {
  const dead = token.revokedAt !== null || (token.expiresAt !== null && new Date(token.expiresAt) < new Date())
  return (
    <tr className={dead ? 'text-ink-3' : undefined}>
      <Cell>
        <span className="flex flex-wrap items-center gap-x-2 font-medium break-words">
          {token.name}
          {token.own && <Badge>{t`bound to ${token.createdBy ?? t`a member`}`}</Badge>}
        </span>
        <span className="mono block text-xs text-ink-3">{token.kind === 'token' ? `…${token.hint}` : token.hint}</span>
      </Cell>
      <Cell className="hidden md:table-cell">
        <span className="flex flex-wrap gap-1">
          {token.rights.length === RIGHTS.length ? (
            <Badge>{t`all rights`}</Badge>
          ) : (
            token.rights.map((right) => (
              <Badge key={right} mono>
                {right}
              </Badge>
            ))
          )}
        </span>
      </Cell>
      <Cell className="hidden lg:table-cell">
        <RelativeTime at={token.createdAt} />
        {token.createdBy && <span className="block text-xs text-ink-3">{token.createdBy}</span>}
      </Cell>
      <Cell className="hidden md:table-cell">
        <RelativeTime at={token.lastUsedAt} />
      </Cell>
      <Cell>
        {token.revokedAt ? (
          <Trans>
            Revoked <RelativeTime at={token.revokedAt} />
          </Trans>
        ) : (
          <RelativeTime at={token.expiresAt} />
        )}
      </Cell>
      <Cell className="text-right">
        {!token.revokedAt && (
          <Button variant="ghost" aria-label={t`Revoke ${token.name}`} onClick={onRevoke}>
            <Trans>Revoke</Trans>
          </Button>
        )}
      </Cell>
    </tr>
  )
}
