'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Plus, X } from 'lucide-react'
import dynamic from 'next/dynamic'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useFaults } from '#components/connections/form-faults.ts'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Choice } from '#components/ui/choice.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Field, Input, Select, Textarea } from '#components/ui/field.tsx'
import { FormSection } from '#components/ui/form-section.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { useUnsaved } from '#components/ui/unsaved.ts'
import { SENT, type Secrets } from '#lib/client/call.ts'
import { interopApi, type SavedJoinServer } from '#lib/client/interop-api.ts'
import { interopKeys } from '#lib/client/interop-queries.ts'
import {
  bodyOf,
  DEFAULT_PATHS,
  type EntryDraft,
  faultsOf,
  fieldOfPointer,
  type HeaderDraft,
  JOIN_SERVER_DRAFTS,
  type JoinServerDraft,
  type TlsSlot,
} from '#lib/client/join-server-draft.ts'
import { paths } from '#lib/client/paths.ts'
import { useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { useSharedDraft } from '#lib/client/use-shared-draft.ts'
import { TlsFileField } from './tls-file-field.tsx'

const JoinServerConflict = dynamic(
  () => import('./join-server-conflict.tsx').then((module) => module.JoinServerConflict),
  { loading: () => null },
)

interface JoinServerFormProps {
  /** The one that is changed, with the version that it was read from. */
  readonly saved?: SavedJoinServer
  readonly onSaved: (saved: SavedJoinServer) => void
}

const COMPONENT_OPTIONS = [
  { value: '', label: t`Network and application server` },
  { value: 'ns', label: t`Network server only` },
  { value: 'as', label: t`Application server only` },
]
const PATHS = [
  { name: 'join', label: t`Joins` },
  { name: 'rejoin', label: t`Rejoins` },
  { name: 'appSKey', label: t`AppSKey` },
  { name: 'homeNs', label: t`Home network` },
] as const

/** Every field of js.yml and of its entries in config.yml. */
export function JoinServerForm({ saved, onSaved }: JoinServerFormProps) {
  const owner = useOwnerId()
  const form = useRef<HTMLFormElement>(null)
  const { base, draft, setDraft, conflict, taken, changed, meet, choose } = useSharedDraft(saved, JOIN_SERVER_DRAFTS)
  const server = base?.joinServer
  const [attempt, setAttempt] = useState(0)
  const faults = faultsOf(draft)
  const shown = useFaults(faults)
  const create = (as: Secrets = SENT) => interopApi.create(owner, bodyOf(draft, as))
  const replace = (id: string, revision: number, as: Secrets = SENT) =>
    interopApi.change(owner, id, { ...bodyOf(draft, as), revision })
  const save = useWrite(
    async () => {
      try {
        return base ? await change(base) : await create()
      } catch (error) {
        if (error instanceof ApiProblem) {
          const errors = error.errors.map(({ pointer, detail }) => ({ pointer: `/${fieldOfPointer(pointer)}`, detail }))
          shown.take(new ApiProblem(error.status, error.message, { errors }))
        }
        throw error
      }
    },
    [interopKeys.all(owner)],
    onSaved,
  )
  useUnsaved(changed.length > 0 && !save.isSuccess)
  const change = async (before: SavedJoinServer): Promise<SavedJoinServer> => {
    const { id } = before.joinServer
    const send = (version: number) => replace(id, version)
    try {
      return await send(before.version)
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 409) throw error
      const fresh = await interopApi.get(owner, id)
      // The version is that of all join servers: where another one was changed, nothing here is out of date.
      if (meet(fresh).theirs.length === 0 && fresh.version !== before.version) return send(fresh.version)
      throw error
    }
  }
  const edit = (patch: Partial<JoinServerDraft>, field: string) => {
    setDraft({ ...draft, ...patch })
    shown.touch(field)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    shown.showAll()
    setAttempt(attempt + 1)
    if (Object.keys(faults).length === 0) save.mutate(undefined)
  }
  // The first mistake gets the focus, once it stands on the page.
  useEffect(() => {
    if (attempt > 0) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus()
  }, [attempt])
  const text = (
    name: 'fqdn' | 'port' | 'senderNsId' | 'file' | 'scheme' | 'username' | 'password',
    field: string = name,
  ) => ({
    value: draft[name],
    onChange: (event: { target: { value: string } }) => edit({ [name]: event.target.value }, field),
    spellCheck: false,
    autoComplete: 'off',
    autoCapitalize: 'off',
  })
  const setFile = (slot: TlsSlot, file: JoinServerDraft['files'][TlsSlot]) =>
    edit({ files: { ...draft.files, [slot]: file } }, `tls/${slot}`)
  const problem = save.error instanceof ApiProblem ? save.error : undefined
  const placed =
    problem !== undefined && problem.errors.length > 0 && problem.errors.every(({ pointer }) => pointer !== '')
  return (
    <form ref={form} noValidate onSubmit={submit} className="flex max-w-3xl flex-col gap-6">
      {conflict && <JoinServerConflict conflict={conflict} taken={taken} onTake={choose} />}
      <FormSection title={t`Address`}>
        <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_8rem]">
          <Field label={t`Host name (fqdn)`} error={shown.of('fqdn')}>
            <Input {...text('fqdn')} placeholder="js.example.com" />
          </Field>
          <Field label={t`Port`} error={shown.of('port')}>
            <Input {...text('port')} placeholder="443" inputMode="numeric" />
          </Field>
        </div>
        <Field label={t`Protocol`} hint={t`As the operator of the join server says.`} error={shown.of('protocol')}>
          <Select
            value={draft.protocol}
            onChange={(event) => edit({ protocol: event.target.value as JoinServerDraft['protocol'] }, 'protocol')}
            options={[
              { value: 'BI1.0', label: t`LoRaWAN Backend Interfaces 1.0` },
              { value: 'BI1.1', label: t`LoRaWAN Backend Interfaces 1.1` },
            ]}
          />
        </Field>
        {draft.protocol === 'BI1.1' && (
          <Field
            label="NSID"
            hint={t`16 hex digits. Empty: that of the network server.`}
            error={shown.of('senderNsId')}
          >
            <Input {...text('senderNsId')} className="mono" placeholder="1122334455667788" />
          </Field>
        )}
        <Disclosure title={t`Paths of requests`}>
          <div className="mt-2 grid gap-4 sm:grid-cols-2">
            {PATHS.map(({ name, label }) => (
              <Field key={name} label={label} error={shown.of(`paths/${name}`)}>
                <Input
                  value={draft.paths[name]}
                  onChange={(event) => edit({ paths: { ...draft.paths, [name]: event.target.value } }, `paths/${name}`)}
                  className="mono"
                  placeholder="some/path"
                  spellCheck={false}
                  autoComplete="off"
                  autoCapitalize="off"
                />
              </Field>
            ))}
          </div>
          <p className="mt-2 text-sm text-ink-3">
            <Trans>Without the first slash. Empty: the root of the server.</Trans>
          </p>
        </Disclosure>
      </FormSection>

      <FormSection
        title={t`JoinEUI prefixes`}
        hint={t`The longest prefix that matches a device decides, whatever the order.`}
      >
        {draft.entries.map((entry, index) => (
          <EntryFields
            key={entry.id}
            entry={entry}
            index={index}
            faultOf={shown.of}
            onChange={(patch, field) =>
              edit({ entries: draft.entries.map((one) => (one.id === entry.id ? { ...one, ...patch } : one)) }, field)
            }
            {...(draft.entries.length > 1
              ? { onRemove: () => edit({ entries: draft.entries.filter((one) => one.id !== entry.id) }, 'entries') }
              : {})}
          />
        ))}
        <div>
          <Button
            onClick={() =>
              edit(
                { entries: [...draft.entries, { id: nextId(draft.entries), components: 'ns', joinEuis: '' }] },
                'entries',
              )
            }
          >
            <Plus aria-hidden className="size-3.5" /> <Trans>Add entry for one component</Trans>
          </Button>
        </div>
      </FormSection>

      <FormSection title="TLS">
        <div className="grid gap-2 sm:grid-cols-3">
          <Choice
            name="tls-source"
            checked={draft.source === 'none'}
            onSelect={() => edit({ source: 'none' }, 'tls')}
            title={t`No certificate`}
          >
            <Trans>Public CAs are trusted.</Trans>
          </Choice>
          <Choice
            name="tls-source"
            checked={draft.source === 'file'}
            onSelect={() => edit({ source: 'file' }, 'tls')}
            title={t`Files`}
          >
            <Trans>A client certificate with its key.</Trans>
          </Choice>
          <Choice
            name="tls-source"
            checked={draft.source === 'key-vault'}
            onSelect={() => edit({ source: 'key-vault' }, 'tls')}
            title={t`Key vault`}
          >
            <Trans>That of The Things Stack.</Trans>
          </Choice>
        </div>
        {draft.source !== 'none' && (
          <TlsFileField
            label={t`CA certificate`}
            hint={t`Trusted beside the public CAs. Only where the server’s certificate is from no public CA.`}
            file={draft.files.rootCa}
            facts={server?.tls?.rootCa?.certificates}
            error={shown.of('tls/rootCa')}
            defaultPath={DEFAULT_PATHS.rootCa}
            onFile={(file) => setFile('rootCa', file)}
          />
        )}
        {draft.source === 'file' && (
          <>
            <TlsFileField
              label={t`Client certificate`}
              hint={t`PEM; the client’s certificate first, then its issuers.`}
              file={draft.files.certificate}
              facts={server?.tls?.certificate?.certificates}
              error={shown.of('tls/certificate')}
              defaultPath={DEFAULT_PATHS.certificate}
              onFile={(file) => setFile('certificate', file)}
            />
            <TlsFileField
              label={t`Private key`}
              hint={t`PEM without a password. Sealed, and never shown again.`}
              secret
              file={draft.files.key}
              error={shown.of('tls/key')}
              defaultPath={DEFAULT_PATHS.key}
              onFile={(file) => setFile('key', file)}
            />
          </>
        )}
      </FormSection>

      <FormSection title={t`Authorization`} hint={t`Where the join server wants more than a certificate.`}>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t`Username`} error={shown.of('basicAuth/username')}>
            <Input {...text('username', 'basicAuth/username')} data-1p-ignore data-lpignore="true" />
          </Field>
          <Field
            label={t`Password`}
            error={shown.of('basicAuth/password')}
            hint={draft.storedPassword && draft.password === '' ? t`Stored. Type one to replace it.` : undefined}
          >
            <Input
              {...text('password', 'basicAuth/password')}
              type="password"
              placeholder={draft.storedPassword ? '••••••••••••' : undefined}
              data-1p-ignore
              data-lpignore="true"
            />
          </Field>
        </div>
        {draft.headers.map((header, index) => (
          <HeaderFields
            key={header.id}
            header={header}
            error={shown.of(`headers/${index}`) ?? (index === 0 ? shown.of('headers') : undefined)}
            onChange={(patch) =>
              edit(
                { headers: draft.headers.map((one) => (one.id === header.id ? { ...one, ...patch } : one)) },
                `headers/${index}`,
              )
            }
            onRemove={() => edit({ headers: draft.headers.filter((one) => one.id !== header.id) }, 'headers')}
          />
        ))}
        <div>
          <Button
            onClick={() =>
              edit(
                { headers: [...draft.headers, { id: nextId(draft.headers), name: '', value: '', keep: false }] },
                'headers',
              )
            }
          >
            <Plus aria-hidden className="size-3.5" /> <Trans>Add header</Trans>
          </Button>
        </div>
      </FormSection>

      <Disclosure title={t`File and scheme`}>
        <div className="mt-2 grid gap-4 sm:grid-cols-2">
          <Field
            label={t`Path of js.yml`}
            hint={t`Below config.yml. Empty: made from the host name.`}
            error={shown.of('file')}
          >
            <Input {...text('file')} className="mono" placeholder="js.example.com/js.yml" />
          </Field>
          <Field
            label={t`Scheme`}
            hint={t`Empty: https. Anything else sends keys in the open.`}
            error={shown.of('scheme')}
          >
            <Input {...text('scheme')} className="mono" placeholder={t`https`} />
          </Field>
        </div>
      </Disclosure>

      {!placed && !(conflict && problem?.status === 409) && <Problem error={save.error} />}
      {placed && (
        <p role="alert" className="text-sm text-danger">
          <Trans>Not saved: see the marked fields.</Trans>
        </p>
      )}
      <Actions>
        <Button type="submit" variant="primary" pending={save.isPending}>
          {saved ? t`Save` : t`Add join server`}
        </Button>
        <ButtonLink href={saved ? paths.joinServer(owner, saved.joinServer.id) : paths.joinServers(owner)}>
          <Trans>Cancel</Trans>
        </ButtonLink>
      </Actions>
      <SameAsCurl call={(as) => (base ? replace(base.joinServer.id, base.version, as) : create(as))} />
    </form>
  )
}

const nextId = (list: readonly { readonly id: number }[]): number => Math.max(-1, ...list.map(({ id }) => id)) + 1

interface EntryFieldsProps {
  readonly entry: EntryDraft
  readonly index: number
  readonly faultOf: (field: string) => string | undefined
  readonly onChange: (patch: Partial<EntryDraft>, field: string) => void
  readonly onRemove?: () => void
}

function EntryFields({ entry, index, faultOf, onChange, onRemove }: EntryFieldsProps) {
  const field = `entries/${index}/joinEuis`
  const own = COMPONENT_OPTIONS.some(({ value }) => value === entry.components)
  return (
    // biome-ignore lint/a11y/useSemanticElements: it stands in a fieldset already, and has no legend of its own
    <div
      role="group"
      aria-label={t`Entry ${index + 1}`}
      className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-2 gap-y-3"
    >
      <Field
        label={t`Prefixes, one in each line`}
        error={faultOf(field)}
        hint={t`16 hex digits, a slash and how many of the first bits count.`}
      >
        <Textarea
          rows={Math.min(8, Math.max(2, entry.joinEuis.split('\n').length))}
          value={entry.joinEuis}
          onChange={(event) => onChange({ joinEuis: event.target.value }, field)}
          className="mono text-[0.8125rem]!"
          placeholder={t`70B3D57ED0000000/40`}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
        />
      </Field>
      {onRemove && (
        <IconButton label={t`Remove entry ${index + 1}`} className="mt-7" onClick={onRemove}>
          <X aria-hidden className="size-4" />
        </IconButton>
      )}
      <Field label={t`Read by`} error={faultOf(`entries/${index}/components`)} className="col-start-1">
        <Select
          value={entry.components}
          onChange={(event) => onChange({ components: event.target.value }, `entries/${index}/components`)}
          options={
            own
              ? COMPONENT_OPTIONS
              : [...COMPONENT_OPTIONS, { value: entry.components, label: entry.components.replaceAll(',', ', ') }]
          }
        />
      </Field>
    </div>
  )
}

interface HeaderFieldsProps {
  readonly header: HeaderDraft
  readonly error: string | undefined
  readonly onChange: (patch: Partial<HeaderDraft>) => void
  readonly onRemove: () => void
}

function HeaderFields({ header, error, onChange, onRemove }: HeaderFieldsProps) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-2 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto]">
      <Field label={t`Header`} error={error} className="max-sm:col-start-1 max-sm:row-start-1">
        <Input
          value={header.name}
          onChange={(event) => onChange({ name: event.target.value })}
          className="mono"
          placeholder={t`X-Api-Key`}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
        />
      </Field>
      <IconButton
        label={header.name ? t`Remove the header ${header.name}` : t`Remove this header`}
        className="mt-7 max-sm:col-start-2 max-sm:row-start-1 sm:order-last"
        onClick={onRemove}
      >
        <X aria-hidden className="size-4" />
      </IconButton>
      <Field
        label={t`Value`}
        hint={header.keep ? t`Stored. Type a value to replace it.` : undefined}
        className="max-sm:col-span-2"
      >
        <Input
          type="password"
          value={header.value}
          onChange={(event) => onChange({ value: event.target.value })}
          className="mono"
          placeholder={header.keep ? '••••••••••••' : undefined}
          spellCheck={false}
          autoComplete="off"
          data-1p-ignore
          data-lpignore="true"
        />
      </Field>
    </div>
  )
}
