'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Choice } from '#components/ui/choice.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { StepTitle } from '#components/ui/step-title.tsx'
import type { RolloutDraft } from '#lib/client/rollout-draft.ts'
import { useTags } from '#lib/client/rollout-queries.ts'
import { DEFAULT_ROOM } from '#lib/domain/rollouts/rollout.ts'
import type { SectionProps } from './change-section.tsx'
import { TagPicker } from './tag-picker.tsx'

/** Step 3: how many at a time, when it goes on, and when it halts. */
export function PaceSection({ draft, change, faults }: SectionProps) {
  const tags = useTags(useOwnerId()).data?.tags
  return (
    <section aria-labelledby="rollout-pace" className="flex flex-col gap-4">
      <StepTitle step={3} id="rollout-pace">{t`Waves and limits`}</StepTitle>
      <div className="grid gap-2 sm:grid-cols-2">
        <Choice
          name="rollout-waves"
          checked={draft.waves === 'share'}
          onSelect={() => change({ waves: 'share' })}
          title={t`By share`}
        >
          <Trans>Gateways are drawn at random over all sites.</Trans>
        </Choice>
        <Choice
          name="rollout-waves"
          checked={draft.waves === 'tag'}
          onSelect={() => change({ waves: 'tag' })}
          title={t`By tag`}
        >
          <Trans>A wave for each tag, such as pilot; then the rest.</Trans>
        </Choice>
      </div>
      {draft.waves === 'share' ? (
        <Field
          label={t`Percent of all, wave by wave`}
          error={faults.shares}
          hint={t`What is left over is the last wave. Empty: all at once.`}
        >
          <Input
            value={draft.shares}
            onChange={(event) => change({ shares: event.target.value })}
            placeholder="1, 10"
            className="max-w-60"
          />
        </Field>
      ) : (
        <TagPicker
          label={t`Tags, in the order of the waves`}
          tags={tags ?? []}
          chosen={draft.waveTags}
          onChange={(waveTags) => change({ waveTags })}
          ordered
          error={faults.waveTags}
        />
      )}
      <Sentence title={t`Next wave`}>
        <Trans>
          begins when
          <Small
            field="successShare"
            unit="%"
            label={t`Percent that must succeed`}
            draft={draft}
            change={change}
            faults={faults}
          />
          of the wave succeeded, and
          <Small
            field="soakMinutes"
            unit="minutes"
            label={t`Minutes to wait after that`}
            draft={draft}
            change={change}
            faults={faults}
          />
          have passed.
        </Trans>
      </Sentence>
      <Sentence title={t`Halt`}>
        <Trans>
          when more than
          <Small
            field="failureShare"
            unit="%"
            label={t`Percent of failures allowed`}
            draft={draft}
            change={change}
            faults={faults}
          />
          of the gateways that took it failed, and at least
          <Small
            field="failureAtLeast"
            unit={t`of them`}
            label={t`Failures at least`}
            draft={draft}
            change={change}
            faults={faults}
          />
        </Trans>
      </Sentence>
      <Disclosure title={t`More limits`}>
        <div className="mt-2 grid gap-4 sm:grid-cols-2">
          <Limit
            field="failureCount"
            label={t`Failures in all`}
            hint={t`Halts at more than this many. Empty: no such limit.`}
            {...{ draft, change, faults }}
          />
          <Limit
            field="maxInFlight"
            label={t`Under way at once`}
            hint={t`So many may fail beyond the limit before it halts. Empty: ${DEFAULT_ROOM.share} % of all that take part, at least ${DEFAULT_ROOM.atLeast}.`}
            {...{ draft, change, faults }}
          />
          <Limit
            field="collectHours"
            label={t`Hours to collect it`}
            hint={t`Who does not check in for so long is left out.`}
            {...{ draft, change, faults }}
          />
          <Limit
            field="proofMinutes"
            label={t`Minutes to prove it`}
            hint={t`From the answer to the proof. Empty: 30 where the LNS changes, else 26 hours.`}
            {...{ draft, change, faults }}
          />
          {draft.kind === 'credentials' && (
            <Limit
              field="quietMinutes"
              label={t`Minutes of quiet`}
              hint={t`A Station whose new LNS link is up stays away; one that is back sooner has failed. 0: not observed.`}
              {...{ draft, change, faults }}
            />
          )}
        </div>
      </Disclosure>
    </section>
  )
}

function Sentence({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <div className="text-sm leading-9 text-ink-2">
      <span className="font-medium text-ink">{title}</span> {children}
    </div>
  )
}

type NumberField =
  | 'successShare'
  | 'soakMinutes'
  | 'failureShare'
  | 'failureAtLeast'
  | 'failureCount'
  | 'maxInFlight'
  | 'collectHours'
  | 'proofMinutes'
  | 'quietMinutes'

interface SmallProps extends SectionProps {
  readonly field: NumberField & keyof RolloutDraft
  readonly label: string
}

/** A number inside of a sentence. */
function Small({ field, unit, label, draft, change, faults }: SmallProps & { readonly unit: string }) {
  const fault = faults[field]
  return (
    <>
      {' '}
      <span className="whitespace-nowrap">
        <input
          aria-label={label}
          aria-invalid={fault ? true : undefined}
          inputMode="decimal"
          value={draft[field]}
          onChange={(event) => change({ [field]: event.target.value })}
          className="h-7 w-14 rounded-md border border-control bg-surface px-1.5 text-right text-sm text-ink tabular-nums focus:border-focus focus:outline-2 focus:-outline-offset-1 focus:outline-focus aria-invalid:border-danger pointer-coarse:h-9"
        />{' '}
        {unit}
      </span>{' '}
      {fault && (
        <span role="alert" className="text-danger">
          {fault}
        </span>
      )}
    </>
  )
}

function Limit({ field, label, hint, draft, change, faults }: SmallProps & { readonly hint: string }) {
  return (
    <Field label={label} hint={hint} error={faults[field]}>
      <Input
        inputMode="numeric"
        value={draft[field]}
        onChange={(event) => change({ [field]: event.target.value })}
        className="max-w-32 tabular-nums"
      />
    </Field>
  )
}
