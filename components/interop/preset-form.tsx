'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { SENT, type Secrets } from '#lib/client/call.ts'
import { interopApi, type SavedJoinServer } from '#lib/client/interop-api.ts'
import { interopKeys } from '#lib/client/interop-queries.ts'
import { DEFAULT_PATHS, type FileDraft, type TlsSlot } from '#lib/client/join-server-draft.ts'
import { paths } from '#lib/client/paths.ts'
import { useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { say } from '#lib/client/say.ts'
import type { Preset } from '#lib/domain/interop/presets.ts'
import { TlsFileField } from './tls-file-field.tsx'

const SLOTS = { 'root-ca': 'rootCa', certificate: 'certificate', key: 'key' } as const
const LABELS = { rootCa: t`CA certificate`, certificate: t`Client certificate`, key: t`Private key` } as const

/** What the operator of the join server gave, and nothing else. */
export function PresetForm({
  preset,
  onSaved,
}: {
  readonly preset: Preset
  readonly onSaved: (saved: SavedJoinServer) => void
}) {
  const owner = useOwnerId()
  const [asked, setAsked] = useState<Readonly<Record<string, string>>>({})
  const [files, setFiles] = useState<Readonly<Partial<Record<TlsSlot, FileDraft | null>>>>({})
  const send = (as: Secrets = SENT) => {
    const contents = Object.fromEntries(
      Object.entries(files).flatMap(([slot, file]) =>
        file?.content ? [[slot, as.text(file.content, file.path)]] : [],
      ),
    )
    return interopApi.addPreset(owner, { preset: preset.id, ...asked, ...contents })
  }
  const add = useWrite(() => send(), [interopKeys.all(owner)], onSaved)
  const problem = add.error instanceof ApiProblem ? add.error : undefined
  const faultOf = (slot: TlsSlot) => problem?.field(slot) ?? problem?.field(`tls/${slot}`)
  const placed =
    problem &&
    (preset.asks.some(({ name }) => problem.field(name)) || preset.files.some((name) => faultOf(SLOTS[name])))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate(undefined)
  }
  return (
    <form noValidate onSubmit={submit} className="flex max-w-3xl flex-col gap-4">
      <p className="text-sm text-ink-2">{say(preset.access)}</p>
      {preset.asks.map(({ name, label, example, help }) => (
        <Field key={name} label={label} hint={help} error={problem?.field(name)}>
          <Input
            value={asked[name] ?? ''}
            onChange={(event) => setAsked({ ...asked, [name]: event.target.value })}
            className="mono"
            placeholder={example}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
          />
        </Field>
      ))}
      {preset.files.map((name) => {
        const slot = SLOTS[name]
        return (
          <TlsFileField
            key={slot}
            label={LABELS[slot]}
            hint={slot === 'key' ? t`PEM without a password. Sealed, and never shown again.` : 'PEM'}
            secret={slot === 'key'}
            file={files[slot] ?? null}
            error={faultOf(slot)}
            defaultPath={DEFAULT_PATHS[slot]}
            onFile={(file) => setFiles({ ...files, [slot]: file })}
          />
        )
      })}
      {!placed && <Problem error={add.error} />}
      <Actions>
        <Button type="submit" variant="primary" pending={add.isPending}>
          <Trans>Add {preset.name}</Trans>
        </Button>
        <ButtonLink href={paths.joinServers(owner)}>
          <Trans>Cancel</Trans>
        </ButtonLink>
      </Actions>
      <SameAsCurl call={send} />
    </form>
  )
}
