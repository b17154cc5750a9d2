'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check, CircleDashed, Clock, Equal, MinusCircle, TriangleAlert, X } from 'lucide-react'
import { useState } from 'react'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { Button } from '#components/ui/button.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Progress } from '#components/ui/progress.tsx'
import { State, type Tone } from '#components/ui/state.tsx'
import { StepTitle } from '#components/ui/step-title.tsx'
import { Cell, Head, Table } from '#components/ui/table.tsx'
import type { OwnFiles, Verdict } from '#lib/client/fleet-setup.ts'
import { formatBytes, formatCount } from '#lib/client/format.ts'
import type { SetFacts, SetupLook, SideLook, TargetGateway } from '#lib/client/setup-api.ts'
import type { FleetLook } from './use-fleet-look.ts'

export interface FleetLine {
  readonly gateway: TargetGateway
  readonly look: SetupLook | undefined
  readonly files: OwnFiles | undefined
  readonly verdict: Verdict
}

export const VERDICTS: Readonly<Record<Verdict, { icon: typeof Check; tone: Tone; word: string }>> = {
  faulty: { icon: X, tone: 'danger', word: t`To mend` },
  stale: { icon: TriangleAlert, tone: 'alert', word: t`Saved by others` },
  doubtful: { icon: TriangleAlert, tone: 'warn', word: t`To confirm` },
  changes: { icon: Check, tone: 'ok', word: t`Changes` },
  unchanged: { icon: Equal, tone: 'muted', word: t`Unchanged` },
  waiting: { icon: Clock, tone: 'muted', word: t`Not checked` },
  left: { icon: MinusCircle, tone: 'muted', word: t`Left out` },
}
const ORDER: readonly Verdict[] = ['faulty', 'stale', 'doubtful', 'changes', 'unchanged', 'waiting', 'left']
const PAGE = 50

interface FleetLinesProps {
  readonly lines: readonly FleetLine[]
  readonly look: FleetLook
  readonly tried: string | undefined
  readonly onToggle: (gateway: string) => void
  readonly onTry: (gateway: string) => void
}

/** A line per gateway: what it gets, what is wrong with it; those that need a hand first. */
export function FleetLines({ lines, look, tried, onToggle, onTry }: FleetLinesProps) {
  const [only, setOnly] = useState<Verdict>()
  const [shown, setShown] = useState(PAGE)
  const counts = Map.groupBy(lines, ({ verdict }) => verdict)
  const present = ORDER.filter((verdict) => counts.has(verdict))
  const chosen = only && counts.has(only) ? [only] : present
  const rows = chosen.flatMap((verdict) => counts.get(verdict) ?? [])
  const busy = look.answered < look.asked && !look.error
  return (
    <section aria-labelledby="fleet-lines" className="flex flex-col gap-3">
      <StepTitle step={3} id="fleet-lines">{t`What becomes of each`}</StepTitle>
      <Problem error={look.error} />
      {busy && look.asked > 250 && (
        <div>
          <Progress label={t`Checked`} share={look.answered / look.asked} />
          <p className="mt-1 text-sm text-ink-3">
            <Trans>
              {formatCount(look.answered)} of {formatCount(look.asked)} checked
            </Trans>
          </p>
        </div>
      )}
      <div className="flex flex-wrap gap-1.5">
        {present.map((verdict) => (
          <Button
            key={verdict}
            variant={only === verdict ? 'secondary' : 'ghost'}
            className="h-7! px-2!"
            aria-pressed={only === verdict}
            onClick={() => {
              setOnly(only === verdict ? undefined : verdict)
              setShown(PAGE)
            }}
          >
            {VERDICTS[verdict].word} {formatCount(counts.get(verdict)?.length ?? 0)}
          </Button>
        ))}
      </div>
      <Table label={t`What becomes of each gateway`} fixed>
        <thead className="max-md:sr-only">
          <tr>
            <Head className="w-48">
              <Trans>Gateway</Trans>
            </Head>
            <Head>
              <Trans>Gets</Trans>
            </Head>
            <Head className="w-28">
              <span className="sr-only">
                <Trans>Actions</Trans>
              </span>
            </Head>
          </tr>
        </thead>
        <tbody aria-busy={busy}>
          {rows.slice(0, shown).map((line) => (
            <Row key={line.gateway.gateway} line={line} tried={tried} onToggle={onToggle} onTry={onTry} />
          ))}
        </tbody>
      </Table>
      {rows.length > shown && (
        <div>
          <Button onClick={() => setShown(shown + 4 * PAGE)}>
            <Trans>Show more of {formatCount(rows.length)}</Trans>
          </Button>
        </div>
      )}
    </section>
  )
}

function Row({
  line: { gateway, look, files, verdict },
  tried,
  onToggle,
  onTry,
}: Pick<FleetLinesProps, 'tried' | 'onToggle' | 'onTry'> & { readonly line: FleetLine }) {
  const { icon, tone, word } = VERDICTS[verdict]
  const title = formatGatewayTitle(gateway.gateway)
  return (
    <tr className={`max-md:block max-md:border-b max-md:py-2 ${verdict === 'left' ? 'text-ink-3' : ''}`}>
      <Cell className="max-md:block max-md:h-auto! max-md:border-0 max-md:py-0.5">
        <span className="mono block break-all">{title}</span>
        {gateway.name && <span className="block truncate text-ink-3">{gateway.name}</span>}
        <State icon={icon ?? CircleDashed} tone={tone}>
          {word}
        </State>
      </Cell>
      <Cell className="max-md:block max-md:h-auto! max-md:border-0 max-md:py-0.5">
        {look?.error ? (
          <p className="break-words text-danger">{inWords(look.error)}</p>
        ) : (
          <>
            <Side label="LNS" side={look?.lns} />
            <Side label="CUPS" side={look?.cups} />
            {[...new Set((look?.doubts ?? []).map(({ detail }) => detail))].map((detail) => (
              <p key={detail} className="break-words text-warn">
                {detail}
              </p>
            ))}
            {!look && verdict === 'waiting' && (
              <p className="text-ink-3">{files ? t`Files of its own` : t`Nothing yet`}</p>
            )}
          </>
        )}
        {files && <Sources files={files} />}
      </Cell>
      <Cell className="max-md:block max-md:h-auto! max-md:border-0 max-md:px-1 max-md:py-0.5">
        <span className="flex flex-wrap gap-1 md:justify-end">
          {verdict !== 'left' && look && !look.error && (
            <Button
              variant="ghost"
              className="h-7! px-2!"
              aria-label={t`Check ${title}`}
              disabled={tried === gateway.gateway}
              onClick={() => onTry(gateway.gateway)}
            >
              <Trans>Check</Trans>
            </Button>
          )}
          <Button
            variant="ghost"
            className="h-7! px-2!"
            aria-label={verdict === 'left' ? t`Take in ${title}` : t`Leave out ${title}`}
            onClick={() => onToggle(gateway.gateway)}
          >
            {verdict === 'left' ? t`Take in` : t`Leave out`}
          </Button>
        </span>
      </Cell>
    </tr>
  )
}

const FIELDS: Readonly<Record<string, string>> = { Uri: 'URI', Trust: 'CA', Crt: t`certificate`, Key: t`key` }

/** A sentence of the API begins with the name of its parameter: `lnsKey: …`. */
const inWords = (error: string): string =>
  error.replace(
    /^(lns|cups)(Uri|Trust|Crt|Key): /,
    (_, side: string, field: string) => `${side.toUpperCase()} ${FIELDS[field] ?? field}: `,
  )

const KEYS = { none: t`no credential`, token: t`token`, 'private-key': t`private key` } as const

/** One server of a gateway after the save. */
function Side({ label, side }: { readonly label: string; readonly side: SideLook | undefined }) {
  if (!side || (side.change === 'keep' && !side.after)) return null
  if (side.change === 'clear')
    return (
      <>
        {side.before && (
          <p className="break-words text-ink-3">
            {t`${label} until now`} <span className="mono">{side.before.uri}</span> · {factsOf(side.before)}
          </p>
        )}
        <p className="text-alert">
          <Trans>{label}: not managed any more</Trans>
        </p>
      </>
    )
  const { before, after } = side
  if (!after) return null
  if (side.change === 'keep')
    return (
      <p className="break-words text-ink-3">
        {label} <span className="mono">{after.uri}</span> · {t`unchanged`}
      </p>
    )
  return (
    <>
      {before && (
        <p className="break-words text-ink-3">
          {t`${label} until now`} <span className="mono">{before.uri}</span> · {factsOf(before)}
        </p>
      )}
      <p className="break-words">
        {label} <span className="mono">{after.uri}</span>
        <span className="text-ink-3"> · {factsOf(after)}</span>
      </p>
    </>
  )
}

/** What a set holds, in one line. */
const factsOf = (set: SetFacts): string =>
  [
    set.trust && t`CA ${set.trust.subject}`,
    set.crt && t`certificate ${set.crt.subject}`,
    KEYS[set.key],
    set.size > 0 && formatBytes(set.size),
  ]
    .filter(Boolean)
    .join(' · ')

function Sources({ files }: { readonly files: OwnFiles }) {
  const sources = [...Object.values(files.tc), ...Object.values(files.cups)].map(({ source }) =>
    source.split('/').at(-1),
  )
  return <p className="truncate text-xs text-ink-3">{[...new Set(sources)].join(', ')}</p>
}
