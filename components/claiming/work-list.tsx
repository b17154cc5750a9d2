'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { CheckCircle2, CircleAlert, CircleX, Copy, type LucideIcon, PenLine, Play } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Input } from '#components/ui/field.tsx'
import { FilterChip, FilterChips } from '#components/ui/filter.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { State, type Tone } from '#components/ui/state.tsx'
import { Cell, Head, Table } from '#components/ui/table.tsx'
import type { Outcome } from '#lib/client/claim-run.ts'
import { formatCount } from '#lib/client/format.ts'
import { say } from '#lib/client/say.ts'
import type { ClaimRow } from '#lib/domain/claiming/judge-claims.ts'
import { formatEui64, formatId6 } from '#lib/domain/identifiers.ts'
import { LabelLine } from './label-line.tsx'
import { Doubts, Remedies } from './remedies.tsx'
import type { Claims, Replacement } from './use-claims.ts'

type Fate = ClaimRow['verdict'] | 'refused'

const FATES: Readonly<Record<Fate, { icon: LucideIcon; tone: Tone; word: string }>> = {
  ready: { icon: Play, tone: 'info', word: t`Will be claimed` },
  mend: { icon: CircleAlert, tone: 'warn', word: t`To mend` },
  refused: { icon: CircleX, tone: 'danger', word: t`Refused` },
  double: { icon: Copy, tone: 'muted', word: t`Listed twice` },
  yours: { icon: CheckCircle2, tone: 'ok', word: t`Yours already` },
}
const ORDER: readonly Fate[] = ['ready', 'mend', 'refused', 'double', 'yours']
const PAGE = 100

/** The dry run: each line, what will happen to it, and what is wrong, before anything is sent. */
export function WorkList({ claims }: { readonly claims: Claims }) {
  const [only, setOnly] = useState<Fate>()
  const [most, setMost] = useState(PAGE)
  const [editing, setEditing] = useState<number>()
  const { rows, refusalOf } = claims
  const fateOf = (row: ClaimRow): Fate => (refusalOf(row) ? 'refused' : row.verdict)
  const counts = Map.groupBy(rows, fateOf)
  const shown = only && counts.has(only) ? (counts.get(only) ?? []) : rows
  const sure = rows.filter(({ remedies }) => remedies.length === 1 && !remedies[0]?.labels)
  return (
    <section aria-labelledby="dry-run">
      <div className="mb-1 flex flex-wrap items-center gap-x-4 gap-y-1">
        <h2 id="dry-run" className="text-base font-semibold">
          {linesText(rows.length, claims.outcomes.size === 0)}
        </h2>
        {sure.length > 1 && (
          <Button
            variant="ghost"
            onClick={() => {
              for (const { line, remedies } of sure) if (remedies[0]) claims.replace(line, remedies[0])
            }}
          >
            <Trans>Use the likely reading of {formatCount(sure.length)} lines</Trans>
          </Button>
        )}
      </div>
      {counts.size > 1 && (
        <FilterChips label={t`What will happen`}>
          {ORDER.filter((fate) => counts.has(fate)).map((fate) => (
            <FilterChip
              key={fate}
              {...FATES[fate]}
              count={counts.get(fate)?.length ?? 0}
              active={only === fate}
              onToggle={() => setOnly(only === fate ? undefined : fate)}
            />
          ))}
        </FilterChips>
      )}
      <Table label={t`Dry run`}>
        <thead className="max-md:sr-only">
          <tr>
            <Head className="w-14 text-right">
              <Trans>Line</Trans>
            </Head>
            <Head className="w-56">
              <Trans>Gateway</Trans>
            </Head>
            <Head className="w-36">
              <Trans>What will happen</Trans>
            </Head>
            <Head>
              <Trans>Remark</Trans>
            </Head>
            <Head className="w-12">
              <span className="sr-only">
                <Trans>Actions</Trans>
              </span>
            </Head>
          </tr>
        </thead>
        <tbody>
          {shown.slice(0, most).map((row) => (
            <Row
              key={row.line}
              row={row}
              fate={fateOf(row)}
              refusal={refusalOf(row)}
              editing={editing === row.line}
              onEdit={claims.source === 'type' ? undefined : setEditing}
              onReplace={(line, replacement) => {
                setEditing(undefined)
                claims.replace(line, replacement)
              }}
            />
          ))}
        </tbody>
      </Table>
      {shown.length > most && (
        <Button variant="ghost" className="mt-2" onClick={() => setMost(most + 5 * PAGE)}>
          <Trans>Show more: {formatCount(shown.length - most)} are left</Trans>
        </Button>
      )}
    </section>
  )
}

function linesText(count: number, unsent: boolean): string {
  if (unsent) return count === 1 ? t`1 line, nothing sent yet` : t`${formatCount(count)} lines, nothing sent yet`
  return count === 1 ? t`1 line left` : t`${formatCount(count)} lines left`
}

interface RowProps {
  readonly row: ClaimRow
  readonly fate: Fate
  readonly refusal: Outcome | undefined
  readonly editing: boolean
  readonly onEdit: ((line: number | undefined) => void) | undefined
  readonly onReplace: (line: number, replacement: Replacement) => void
}

function Row({ row, fate, refusal, editing, onEdit, onReplace }: RowProps) {
  const { icon, tone, word } = FATES[fate]
  const open = fate === 'mend' || fate === 'refused'
  return (
    <tr className="max-md:flex max-md:flex-wrap max-md:items-baseline max-md:border-b max-md:py-1 max-md:[&>td]:border-0">
      <Cell className="text-right text-ink-3 tabular-nums md:align-top">
        <span className="md:hidden">
          <Trans>Line</Trans>{' '}
        </span>
        {row.line}
      </Cell>
      <Cell className="mono md:align-top">
        {row.eui ? (
          <span data-tip={formatId6(row.eui)}>{formatEui64(row.eui)}</span>
        ) : (
          <span className="break-all text-ink-2">{row.id.slice(0, 40) || t`None`}</span>
        )}
      </Cell>
      <Cell className="md:align-top">
        <State icon={icon} tone={tone}>
          {word}
        </State>
      </Cell>
      <Cell className="min-w-0 text-ink-2 max-md:w-full max-md:py-0 max-md:pr-10! max-md:empty:hidden md:align-top">
        {row.fault && (fate !== 'yours' || row.labels) && <p className="break-words">{say(row.fault)}</p>}
        {refusal && <p className="break-words">{refusal.error}</p>}
        {refusal && <Doubts claim={refusal.claim} />}
        {fate !== 'yours' && fate !== 'double' && row.notes.map((note) => <p key={note}>{say(note)}</p>)}
        {fate !== 'yours' && fate !== 'double' && <LabelLine labels={row.sets} />}
        {fate === 'mend' && <Remedies row={row} onReplace={onReplace} />}
        {editing && <RowEditor row={row} onReplace={onReplace} onClose={() => onEdit?.(undefined)} />}
      </Cell>
      <Cell className="text-right max-md:ml-auto max-md:self-start max-md:empty:hidden md:align-top">
        {open && onEdit && !editing && (
          <IconButton label={t`Edit line ${row.line}`} onClick={() => onEdit(row.line)}>
            <PenLine aria-hidden className="size-3.5" />
          </IconButton>
        )}
      </Cell>
    </tr>
  )
}

interface RowEditorProps {
  readonly row: ClaimRow
  readonly onReplace: (line: number, replacement: Replacement) => void
  readonly onClose: () => void
}

/** In place of what stands in the file or was scanned. It lies inside the claim form, so Enter must not send that. */
function RowEditor({ row, onReplace, onClose }: RowEditorProps) {
  const [id, setId] = useState(row.eui ? formatEui64(row.eui) : row.id)
  const [pin, setPin] = useState(row.pin)
  const save = (event?: FormEvent) => {
    event?.preventDefault()
    onReplace(row.line, { id, pin })
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys of its fields are heard here
    <div
      className="mt-2 mb-1 flex flex-wrap items-center gap-2"
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.target instanceof HTMLInputElement) save(event)
        if (event.key === 'Escape') onClose()
      }}
    >
      <Input
        aria-label={t`Identifier of line ${row.line}`}
        value={id}
        onChange={(event) => setId(event.target.value)}
        className="mono w-56!"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        autoFocus={row.eui === undefined}
      />
      <Input
        aria-label={t`Claim PIN of line ${row.line}`}
        value={pin}
        onChange={(event) => setPin(event.target.value)}
        className="mono w-36!"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        autoFocus={row.eui !== undefined}
      />
      <Button onClick={() => save()}>
        <Trans>Apply</Trans>
      </Button>
      <Button variant="ghost" onClick={onClose}>
        <Trans>Cancel</Trans>
      </Button>
    </div>
  )
}
