'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import dynamic from 'next/dynamic'
import { CheckChoice } from '#components/firmware/check-choice.tsx'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Choice } from '#components/ui/choice.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Field, Select } from '#components/ui/field.tsx'
import { Link } from '#components/ui/link.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { StepTitle } from '#components/ui/step-title.tsx'
import type { FirmwareImage } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { useImages } from '#lib/client/queries.ts'
import type { RolloutDraft, RolloutFaults } from '#lib/client/rollout-draft.ts'
import type { TargetDraft } from '#lib/client/setup-draft.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'

// A rollout of firmware has no use for it.
const SetEditor = dynamic(() => import('#components/setup/set-editor.tsx').then((module) => module.SetEditor), {
  loading: () => null,
})

export interface SectionProps {
  readonly draft: RolloutDraft
  readonly change: (patch: Partial<RolloutDraft>) => void
  readonly faults: RolloutFaults
}

/** Step 1: an image, or what `setup` sets. */
export function ChangeSection({ draft, change, faults }: SectionProps) {
  return (
    <section aria-labelledby="rollout-what" className="flex flex-col gap-4">
      <StepTitle step={1} id="rollout-what">{t`What`}</StepTitle>
      <div className="grid gap-2 sm:grid-cols-2">
        <Choice
          name="rollout-kind"
          checked={draft.kind === 'firmware'}
          onSelect={() => change({ kind: 'firmware' })}
          title={t`Firmware`}
        >
          <Trans>An image, provided once to each gateway.</Trans>
        </Choice>
        <Choice
          name="rollout-kind"
          checked={draft.kind === 'credentials'}
          onSelect={() => change({ kind: 'credentials' })}
          title={t`LNS and CUPS`}
        >
          <Trans>URIs, CAs and keys. They can be returned.</Trans>
        </Choice>
      </div>
      {draft.kind === 'firmware' ? (
        <Firmware draft={draft} change={change} faults={faults} />
      ) : (
        <Credentials draft={draft} change={change} faults={faults} />
      )}
    </section>
  )
}

function Firmware({ draft, change, faults }: SectionProps) {
  const owner = useOwnerId()
  const images = useImages(owner).data?.images
  const image = images?.find(({ fwcrc }) => String(fwcrc) === draft.fwcrc)
  if (images?.length === 0) {
    return (
      <Notice>
        <Trans>
          There is no image yet.{' '}
          <Link href={paths.uploadFirmware(owner)} className="font-medium text-accent-ink underline underline-offset-3">
            Upload the file
          </Link>{' '}
          that the gateways are to run, and sign it.
        </Trans>
      </Notice>
    )
  }
  return (
    <>
      <Field label={t`Image`} error={faults.fwcrc}>
        <Select
          value={draft.fwcrc}
          onChange={(event) => change({ fwcrc: event.target.value })}
          options={[{ value: '', label: t`Choose an image` }, ...(images ?? []).map(optionOf)]}
        />
      </Field>
      {image && image.signatures.length === 0 && (
        <Notice kind="warning">
          <Trans>
            The image has no signature: gateways that hold a key are left out.{' '}
            <Link
              href={paths.image(owner, image.fwcrc)}
              className="font-medium text-accent-ink underline underline-offset-3"
            >
              Sign it
            </Link>{' '}
            first.
          </Trans>
        </Notice>
      )}
      {image?.model && (
        <p className="text-sm text-ink-2">
          <Trans>
            For the model {image.model}: gateways that report another one are left out, unless you name it under “Only
            certain gateways”.
          </Trans>
        </p>
      )}
      <CheckChoice
        risky
        checked={draft.allowUnsigned}
        onChange={(allowUnsigned) => change({ allowUnsigned })}
        title={t`Also gateways without a signing key`}
      >
        <Trans>They run the file as root and check nothing: not who made it, not whether it is whole.</Trans>
      </CheckChoice>
    </>
  )
}

const optionOf = ({ fwcrc, version, model, signatures }: FirmwareImage) => ({
  value: String(fwcrc),
  label: [version, model, formatCrc(fwcrc), signatures.length === 0 ? t`unsigned` : ''].filter(Boolean).join(' · '),
})

function Credentials({ draft, change, faults }: SectionProps) {
  const keep = t`Left out: each gateway keeps its own.`
  const editor = (side: 'lns' | 'cups') => (
    <SetEditor
      category={side === 'lns' ? 'tc' : 'cups'}
      draft={draft[side]}
      onDraft={(next: TargetDraft) => change(side === 'lns' ? { lns: next } : { cups: next })}
      label={side === 'lns' ? t`LNS URI` : t`CUPS URI`}
      hint={t`Left empty, each gateway keeps its own.`}
      errorOf={(field) => (field === 'uri' && side === 'lns' ? faults.lns : undefined)}
      noTrust={keep}
      noKey={keep}
    />
  )
  return (
    <>
      {editor('lns')}
      <Disclosure title={t`CUPS too`}>
        <p className="mt-1 mb-3 text-sm text-ink-2">
          <Trans>Only this server: a rollout follows its gateways by their check-ins here.</Trans>
        </p>
        {editor('cups')}
      </Disclosure>
      <p className="text-sm text-ink-2">
        <Trans>
          What you give here is set on every gateway of the rollout, as setup does it. The rest of each set stays. A key
          or token is the same for all of them.
        </Trans>
      </p>
    </>
  )
}
