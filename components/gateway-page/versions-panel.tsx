'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { CircleCheck, CircleX, Clock, GitCompare, Layers, Undo2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useEffect, useRef, useState } from 'react'
import { actorText } from '#components/audit/audit-actor.tsx'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyValue } from '#components/ui/copy-value.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Badge, State } from '#components/ui/state.tsx'
import { Cell } from '#components/ui/table.tsx'
import type { Category } from '#lib/client/contracts.ts'
import { gatewayPageApi } from '#lib/client/gateway-page-api.ts'
import type { CredentialVersion, Returned, VersionList } from '#lib/client/gateway-page-contracts.ts'
import { useVersions } from '#lib/client/gateway-page-queries.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'
import { usePageQuery } from './page-query.ts'
import { VersionDiff } from './version-diff.tsx'

const ReturnDialog = dynamic(() => import('./return-dialog.tsx').then((module) => module.ReturnDialog), {
  loading: () => null,
})

const SIDES: readonly (readonly [Category, string])[] = [
  ['tc', 'LNS'],
  ['cups', 'CUPS'],
]

/** Every version of the gateway's credential sets, what two of them differ in, and the way back. */
export function VersionsPanel({ gateway }: { readonly gateway: string }) {
  const { data, error, refetch } = useVersions(useOwnerId(), gateway)
  const [returning, setReturning] = useState<CredentialVersion>()
  const [done, setDone] = useState<Done>()
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />
  if (data?.versions.length === 0) {
    return (
      <EmptyState icon={Layers} title={t`No versions yet`}>
        <Trans>
          Each setup of the LNS or CUPS becomes a version here: who made it, whether the gateway took it, and a way back
          to it.
        </Trans>
      </EmptyState>
    )
  }
  return (
    <div className="flex flex-col gap-8">
      {done && data && (
        <UndoNotice gateway={gateway} done={done} revision={data.revision} onUndone={() => setDone(undefined)} />
      )}
      {SIDES.map(([category, name]) => (
        <Side key={category} name={name} category={category} list={data} onReturn={setReturning} />
      ))}
      {returning && data && (
        <ReturnDialog
          gateway={gateway}
          version={returning}
          current={data.versions.find((one) => one.category === returning.category && one.desired) ?? null}
          revision={data.revision}
          onClose={() => setReturning(undefined)}
          onDone={(returned) => {
            setDone({ ...returned, category: returning.category, to: returning.version })
            setReturning(undefined)
          }}
        />
      )}
    </div>
  )
}

interface Done extends Returned {
  readonly category: Category
  readonly to: number
}

const sideName = (category: Category): string => (category === 'tc' ? 'LNS' : 'CUPS')

interface UndoNoticeProps {
  readonly gateway: string
  readonly done: Done
  readonly revision: number
  readonly onUndone: () => void
}

/** Says what was done and takes it back: the same call, to what was desired before. */
function UndoNotice({ gateway, done, revision, onUndone }: UndoNoticeProps) {
  const owner = useOwnerId()
  const { category, to, version, before, warning } = done
  const undo = useWrite(
    () => gatewayPageApi.returnTo(owner, gateway, { category, version: before, revision, confirm: gateway }),
    [keys.gateway(owner, gateway), keys.gateways(owner)],
    onUndone,
  )
  return (
    <div role="status">
      <Notice
        actions={
          <Button pending={undo.isPending} onClick={() => undo.mutate(undefined)}>
            <Trans>Undo</Trans>
          </Button>
        }
      >
        <p>
          <Trans>
            {sideName(category)} is back to version {to}, as version {version}. It goes out at the next check-in.
          </Trans>
        </p>
        {warning && <p className="text-warn">{warning}</p>}
        <Problem error={undo.error} className="mt-2" />
      </Notice>
    </div>
  )
}

const PART_WORDS = { trust: t`Trust`, crt: t`Certificate`, key: t`Key` } as const

const COLUMNS: readonly Column[] = [
  { head: t`Version`, className: 'w-[8rem]', skeleton: '4rem' },
  { head: t`Target`, skeleton: '12rem' },
  { head: t`Made`, className: 'hidden w-[10rem] md:table-cell' },
  { head: t`Offered`, className: 'hidden w-[7.5rem] lg:table-cell' },
  { head: t`Confirmed`, className: 'hidden w-[7.5rem] lg:table-cell' },
  { head: 'CRC', className: 'hidden w-[11rem] xl:table-cell' },
  {
    head: (
      <span className="sr-only">
        <Trans>Actions</Trans>
      </span>
    ),
    className: 'w-[13rem] max-md:w-24',
    skeleton: '3rem',
  },
]

interface SideProps {
  readonly name: string
  readonly category: Category
  readonly list: VersionList | undefined
  readonly onReturn: (version: CredentialVersion) => void
}

function Side({ name, category, list, onReturn }: SideProps) {
  const { query, change } = usePageQuery()
  const versions = list?.versions.filter((one) => one.category === category)
  const find = (text: string | undefined) => versions?.find(({ version }) => String(version) === text)
  const [openSide = '', openVersion] = query.version.split(':')
  const opened = openSide === category ? find(openVersion) : undefined
  // A version that was opened is shown with what it changed, unless others are compared.
  const previous = opened && versions?.find(({ version }) => version < opened.version)
  const shown = query.compare || (opened && previous ? `${category}:${previous.version}:${opened.version}` : '')
  const [side = '', from, to] = shown.split(':')
  const [before, after] = [find(from), find(to)]
  return (
    <section aria-labelledby={`versions-${category}`} className="min-w-0">
      <h2 id={`versions-${category}`} className="mb-2 text-base font-semibold">
        {name}
      </h2>
      {versions?.length === 0 ? (
        <p className="text-sm text-ink-3">
          <Trans>Never set here.</Trans>
        </p>
      ) : (
        <ListTable
          label={t`Versions of ${name}`}
          columns={COLUMNS}
          rows={versions}
          expect={2}
          row={(version) => (
            <VersionRow
              key={version.version}
              version={version}
              other={otherOf(version, versions ?? [])}
              opened={version === opened}
              onCompare={(other) => change({ compare: `${category}:${other}:${version.version}` }, 'replace')}
              onReturn={() => onReturn(version)}
            />
          )}
        />
      )}
      {side === category && versions && before && after && (
        <VersionDiff
          versions={versions}
          before={before}
          after={after}
          onChange={(a, b) => change({ compare: `${category}:${a}:${b}` }, 'replace')}
          onClose={() => change({ compare: '', version: '' }, 'replace')}
        />
      )}
    </section>
  )
}

/** What a version is compared with first: what is desired, and the desired one with what came before it. */
function otherOf(version: CredentialVersion, versions: readonly CredentialVersion[]): number | undefined {
  const desired = versions.find((one) => one.desired)
  if (desired && desired.version !== version.version) return desired.version
  return versions.find((one) => one.version < version.version)?.version
}

interface VersionRowProps {
  readonly version: CredentialVersion
  readonly other: number | undefined
  /** It is what the reader came for. */
  readonly opened: boolean
  readonly onCompare: (other: number) => void
  readonly onReturn: () => void
}

function VersionRow({ version, other, opened, onCompare, onReturn }: VersionRowProps) {
  const may = useCan('gateway:setup')
  const row = useRef<HTMLTableRowElement>(null)
  useEffect(() => {
    if (opened) row.current?.scrollIntoView({ block: 'center' })
  }, [opened])
  const { crcs, crc } = version
  const parts = (['trust', 'crt', 'key'] as const).filter((part) => crcs[part] !== null)
  return (
    <tr ref={row} aria-current={opened ? 'true' : undefined} className={opened ? 'bg-accent-soft' : undefined}>
      <Cell className="align-top">
        <span className="font-medium">{version.version}</span>
        <VersionState version={version} />
      </Cell>
      <Cell className="align-top">
        <CopyValue text={version.lnsUri ?? version.uri} what={t`the URI of version ${version.version}`} />
        {version.lnsUri && (
          <span className="block text-xs text-ink-3">
            <Trans>through discovery by Gatehouse</Trans>
          </span>
        )}
        <span className="block text-xs text-ink-3 md:hidden">
          <RelativeTime at={version.createdAt} plain />{' '}
          <Trans>by {actorText(version.createdBy, version.createdByName)}</Trans>
        </span>
      </Cell>
      <Cell className="hidden align-top text-ink-2 md:table-cell">
        <RelativeTime at={version.createdAt} />
        <span className="block text-xs wrap-anywhere text-ink-3">
          <Trans>by {actorText(version.createdBy, version.createdByName)}</Trans>
        </span>
      </Cell>
      <Cell className="hidden align-top text-ink-2 lg:table-cell">
        <RelativeTime at={version.offeredAt} none={t`Not yet`} />
      </Cell>
      <Cell className="hidden align-top text-ink-2 lg:table-cell">
        <RelativeTime at={version.provenAt} none={t`Not yet`} />
      </Cell>
      <Cell className="hidden align-top xl:table-cell">
        {crc === null ? (
          '–'
        ) : (
          <CopyValue text={String(crc)} shown={formatCrc(crc)} what={t`the CRC of version ${version.version}`} />
        )}
        {parts.map((part) => (
          <span key={part} className="block text-xs whitespace-nowrap text-ink-3">
            {PART_WORDS[part]} <span className="mono">{formatCrc(crcs[part] ?? 0)}</span>
          </span>
        ))}
      </Cell>
      <Cell className="align-top">
        <span className="flex flex-wrap justify-end gap-1">
          {other !== undefined && (
            <Button variant="ghost" onClick={() => onCompare(other)} aria-label={t`Compare version ${version.version}`}>
              <GitCompare aria-hidden className="size-3.5" />{' '}
              <span className="max-md:sr-only">
                <Trans>Compare</Trans>
              </span>
            </Button>
          )}
          {may && version.return.refused === null && (
            <Button onClick={onReturn} aria-label={t`Return to version ${version.version}`}>
              <Undo2 aria-hidden className="size-3.5" />{' '}
              <span className="max-md:sr-only">
                <Trans>Return</Trans>
              </span>
            </Button>
          )}
        </span>
      </Cell>
    </tr>
  )
}

function VersionState({ version }: { readonly version: CredentialVersion }) {
  const { desired, failedAt, provenAt, offeredAt, backup, wiped, retiredAt } = version
  return (
    <span className="mt-0.5 flex flex-col items-start gap-1">
      {failedAt ? (
        <State icon={CircleX} tone="warn">{t`Did not work`}</State>
      ) : provenAt ? (
        <State icon={CircleCheck} tone="ok">{t`Confirmed`}</State>
      ) : (
        <State icon={Clock} tone={retiredAt ? 'muted' : 'info'}>
          {offeredAt ? t`Offered` : retiredAt ? t`Never sent` : t`Not sent yet`}
        </State>
      )}
      <span className="flex flex-wrap gap-1">
        {desired && <Badge>{t`Desired`}</Badge>}
        {backup && <Badge>{t`Backup`}</Badge>}
        {wiped && <Badge>{t`Secrets wiped`}</Badge>}
      </span>
    </span>
  )
}
