'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { X } from 'lucide-react'
import { CheckChoice } from '#components/firmware/check-choice.tsx'
import { SCHEDULE_LOOKS } from '#components/firmware/schedule-looks.tsx'
import { EXPIRY_WORDS, FACET_WORDS } from '#components/fleet/facet-words.ts'
import { STATE_LOOKS } from '#components/gateways/gateway-state.tsx'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Choice } from '#components/ui/choice.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Field, Input, Select, Textarea } from '#components/ui/field.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { StepTitle } from '#components/ui/step-title.tsx'
import { formatCount } from '#lib/client/format.ts'
import { ALSO_FILTERS, type AlsoFilter, readList } from '#lib/client/rollout-draft.ts'
import { useTags } from '#lib/client/rollout-queries.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'
import type { ScheduleState } from '#lib/domain/firmware-gate.ts'
import type { ExpiryBucket } from '#lib/domain/fleet/facets.ts'
import { GATEWAY_STATES } from '#lib/domain/gateway-state.ts'
import type { SectionProps } from './change-section.tsx'
import { TagPicker } from './tag-picker.tsx'

/** Step 2: a filter, tags, or a list; and which of them may take part. */
export function TargetSection({ draft, change, faults }: SectionProps) {
  return (
    <section aria-labelledby="rollout-target" className="flex flex-col gap-4">
      <StepTitle step={2} id="rollout-target">{t`Which gateways`}</StepTitle>
      <div className="grid gap-2 sm:grid-cols-3">
        <Choice
          name="rollout-by"
          checked={draft.by === 'filter'}
          onSelect={() => change({ by: 'filter' })}
          title={t`All or a filter`}
        />
        <Choice
          name="rollout-by"
          checked={draft.by === 'tags'}
          onSelect={() => change({ by: 'tags' })}
          title={t`With a tag`}
        />
        <Choice
          name="rollout-by"
          checked={draft.by === 'gateways'}
          onSelect={() => change({ by: 'gateways' })}
          title={t`A list`}
        />
      </div>
      {draft.by === 'filter' && <Filter draft={draft} change={change} faults={faults} />}
      {draft.by === 'tags' && <Tags draft={draft} change={change} faults={faults} />}
      {draft.by === 'gateways' && <List draft={draft} change={change} faults={faults} />}
      <Disclosure title={t`Only certain gateways of these`}>
        <div className="mt-2 grid gap-4 sm:grid-cols-3">
          {(
            [
              ['models', t`Models`, t`corecell, kerlink*`],
              ['packages', t`Packages`, '2.0.*'],
              ['stations', t`Stations`, '2.0.6*'],
            ] as const
          ).map(([field, label, placeholder]) => (
            <Field key={field} label={label}>
              <Input
                value={draft[field]}
                onChange={(event) => change({ [field]: event.target.value })}
                placeholder={placeholder}
                spellCheck={false}
              />
            </Field>
          ))}
        </div>
        <p className="mt-1.5 mb-3 text-sm text-ink-3">
          <Trans>As they report it, exact or a beginning with *, several with commas. Empty: all.</Trans>
        </p>
        <CheckChoice
          checked={draft.waitForNeverSeen}
          onChange={(waitForNeverSeen) => change({ waitForNeverSeen })}
          title={t`Wait for gateways that have never checked in`}
        >
          <Trans>Otherwise they are left out. The rollout does not finish before they have come.</Trans>
        </CheckChoice>
      </Disclosure>
    </section>
  )
}

function Filter({ draft, change, faults }: SectionProps) {
  const sites = useTags(useOwnerId()).data
  const all = { value: '', label: t`Any` }
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={t`Search`} className="sm:col-span-2">
        <Input
          value={draft.q}
          onChange={(event) => change({ q: event.target.value })}
          placeholder={t`EUI, MAC, ID6 or name; empty: all gateways`}
          spellCheck={false}
          autoComplete="off"
        />
      </Field>
      <Field label={t`State`}>
        <Select
          value={draft.state}
          onChange={(event) => change({ state: event.target.value })}
          options={[all, ...GATEWAY_STATES.map((state) => ({ value: state, label: STATE_LOOKS[state].word }))]}
        />
      </Field>
      {(sites?.tags.length ?? 0) > 0 && (
        <Field label={t`Tag`}>
          <Select
            value={draft.tag}
            onChange={(event) => change({ tag: event.target.value })}
            options={[all, ...(sites?.tags ?? []).map(({ tag }) => ({ value: tag, label: tag }))]}
          />
        </Field>
      )}
      {(sites?.sites.length ?? 0) > 0 && (
        <Field label={t`Site`}>
          <Select
            value={draft.site}
            onChange={(event) => change({ site: event.target.value })}
            options={[
              all,
              ...(sites?.sites ?? []).filter(({ site }) => site).map(({ site }) => ({ value: site, label: site })),
            ]}
          />
        </Field>
      )}
      <AlsoFilters draft={draft} change={change} faults={faults} />
    </div>
  )
}

const ALSO_WORDS: Readonly<Record<AlsoFilter, string>> = {
  ...FACET_WORDS,
  expires: t`Certificates`,
  firmware: t`Image`,
  update: t`Update`,
  refused: t`Refused within a day`,
}

/** The value of such a filter in words. */
function alsoValue(name: AlsoFilter, value = ''): string {
  switch (name) {
    case 'expires':
      return EXPIRY_WORDS[value as ExpiryBucket] ?? value
    case 'update':
      return SCHEDULE_LOOKS[value as ScheduleState]?.word ?? value
    case 'firmware':
      return formatCrc(Number(value))
    case 'refused':
      return t`yes`
    default:
      return value
  }
}

/** What the list was filtered by besides, each of which can be let go. */
function AlsoFilters({ draft, change }: SectionProps) {
  const given = ALSO_FILTERS.filter((name) => draft.also[name])
  if (given.length === 0) return null
  return (
    <ul aria-label={t`And only`} className="flex flex-wrap gap-1.5 sm:col-span-2">
      {given.map((name) => (
        <li
          key={name}
          className="inline-flex h-7 items-center gap-1 rounded-md border border-accent bg-accent-soft pl-2 text-sm"
        >
          {ALSO_WORDS[name]}: {alsoValue(name, draft.also[name])}
          <IconButton
            label={t`Leave out ${ALSO_WORDS[name]}`}
            onClick={() => change({ also: { ...draft.also, [name]: undefined } })}
          >
            <X aria-hidden className="size-3.5" />
          </IconButton>
        </li>
      ))}
    </ul>
  )
}

function Tags({ draft, change, faults }: SectionProps) {
  const tags = useTags(useOwnerId()).data?.tags
  return (
    <TagPicker
      label={t`Gateways with any of these tags`}
      tags={tags ?? []}
      chosen={draft.tags}
      onChange={(chosen) => change({ tags: chosen })}
      error={faults.tags}
    />
  )
}

function List({ draft, change, faults }: SectionProps) {
  const { gateways } = readList(draft.list)
  return (
    <Field
      label={t`Identifiers`}
      error={faults.list}
      hint={t`EUI-64, MAC or ID6, in any notation. ${gateways.length > 0 ? t`${formatCount(gateways.length)} gateways.` : ''}`}
    >
      <Textarea
        rows={5}
        value={draft.list}
        onChange={(event) => change({ list: event.target.value })}
        className="mono text-[0.75rem]!"
        placeholder={t`b827:ebff:fea6:7a72
58-A0-CB-FF-FE-00-01-28`}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
      />
    </Field>
  )
}
