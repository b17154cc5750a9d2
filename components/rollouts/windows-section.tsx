'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { clsx } from 'clsx'
import { Plus, X } from 'lucide-react'
import { useId } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Choice } from '#components/ui/choice.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { StepTitle } from '#components/ui/step-title.tsx'
import { NIGHT, type WindowDraft } from '#lib/client/rollout-draft.ts'
import type { SectionProps } from './change-section.tsx'

const DAYS = [t`Monday`, t`Tuesday`, t`Wednesday`, t`Thursday`, t`Friday`, t`Saturday`, t`Sunday`] as const
const CLOCK_CLASS =
  'h-8 rounded-md border border-control bg-surface px-2 text-sm text-ink tabular-nums focus:border-focus focus:outline-2 focus:-outline-offset-1 focus:outline-focus pointer-coarse:h-10'

/** Step 4: at any time, or in maintenance windows of one time zone. */
export function WindowsSection({ draft, change, faults }: SectionProps) {
  const zones = useId()
  const set = (index: number, window: WindowDraft) =>
    change({ windows: draft.windows.map((one, at) => (at === index ? window : one)) })
  return (
    <section aria-labelledby="rollout-when" className="flex flex-col gap-4">
      <StepTitle step={4} id="rollout-when">{t`When`}</StepTitle>
      <div className="grid gap-2 sm:grid-cols-2">
        <Choice
          name="rollout-when"
          checked={!draft.inWindows}
          onSelect={() => change({ inWindows: false })}
          title={t`At any time`}
        />
        <Choice
          name="rollout-when"
          checked={draft.inWindows}
          onSelect={() => change({ inWindows: true })}
          title={t`In maintenance windows`}
        />
      </div>
      {draft.inWindows && (
        <>
          <p className="text-sm text-ink-2">
            <Trans>
              Gateways call once a day, each at its own hour: a window reaches those whose call falls into it. The
              preview counts them.
            </Trans>
          </p>
          <div className="flex flex-col gap-3">
            {draft.windows.map((window, index) => (
              <WindowRow
                // biome-ignore lint/suspicious/noArrayIndexKey: windows have no identity of their own
                key={index}
                window={window}
                number={index + 1}
                onChange={(next) => set(index, next)}
                onRemove={
                  draft.windows.length > 1
                    ? () => change({ windows: draft.windows.filter((_, at) => at !== index) })
                    : undefined
                }
              />
            ))}
          </div>
          {faults.windows && (
            <p role="alert" className="text-sm text-danger">
              {faults.windows}
            </p>
          )}
          <div>
            <Button onClick={() => change({ windows: [...draft.windows, { ...NIGHT, days: [6, 7] }] })}>
              <Plus aria-hidden className="size-3.5" /> <Trans>Add a window</Trans>
            </Button>
          </div>
          <Field
            label={t`Time zone`}
            error={faults.zone}
            hint={t`Of the windows, with its summer time.`}
            className="max-w-xs"
          >
            <Input
              value={draft.zone}
              onChange={(event) => change({ zone: event.target.value })}
              list={zones}
              placeholder={t`Europe/Zurich`}
              spellCheck={false}
              autoComplete="off"
            />
          </Field>
          <datalist id={zones}>
            {Intl.supportedValuesOf('timeZone').map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </>
      )}
    </section>
  )
}

interface WindowRowProps {
  readonly window: WindowDraft
  readonly number: number
  readonly onChange: (window: WindowDraft) => void
  readonly onRemove: (() => void) | undefined
}

function WindowRow({ window, number, onChange, onRemove }: WindowRowProps) {
  const toggle = (day: number) =>
    onChange({
      ...window,
      days: window.days.includes(day) ? window.days.filter((one) => one !== day) : [...window.days, day].sort(),
    })
  return (
    <fieldset className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <legend className="sr-only">
        <Trans>Window {number}</Trans>
      </legend>
      <div className="flex gap-1">
        {DAYS.map((name, index) => (
          <button
            key={name}
            type="button"
            aria-pressed={window.days.includes(index + 1)}
            onClick={() => toggle(index + 1)}
            className={clsx(
              'h-8 w-9 rounded-md border text-xs pointer-coarse:h-10',
              window.days.includes(index + 1)
                ? 'border-accent bg-accent-soft font-medium text-ink'
                : 'border-line-2 text-ink-2 hover:bg-hover',
            )}
          >
            <span aria-hidden>{name.slice(0, 2)}</span>
            <span className="sr-only">{name}</span>
          </button>
        ))}
      </div>
      <div className="flex items-center gap-2 text-sm text-ink-2">
        <input
          type="time"
          aria-label={t`From`}
          value={window.from}
          onChange={(event) => onChange({ ...window, from: event.target.value })}
          className={CLOCK_CLASS}
        />
        <Trans>to</Trans>
        <input
          type="time"
          aria-label={t`To`}
          value={window.to}
          onChange={(event) => onChange({ ...window, to: event.target.value })}
          className={CLOCK_CLASS}
        />
        {window.to <= window.from && (
          <span className="text-ink-3">
            <Trans>on the next day</Trans>
          </span>
        )}
        {onRemove && (
          <IconButton label={t`Remove window ${number}`} onClick={onRemove}>
            <X aria-hidden className="size-3.5" />
          </IconButton>
        )}
      </div>
    </fieldset>
  )
}
