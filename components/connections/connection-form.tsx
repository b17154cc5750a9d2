'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Choice } from '#components/ui/choice.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { FormSection } from '#components/ui/form-section.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { useUnsaved } from '#components/ui/unsaved.ts'
import { SENT, type Secrets } from '#lib/client/call.ts'
import { connectionApi } from '#lib/client/connection-api.ts'
import {
  CONNECTION_DRAFTS,
  type ConnectionDraft,
  changeBody,
  createBody,
  faultsOf,
} from '#lib/client/connection-draft.ts'
import { connectionKeys } from '#lib/client/connection-queries.ts'
import { connectionSecrets } from '#lib/client/connection-secrets.ts'
import type { Connection, CreatedConnection } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { useSharedDraft } from '#lib/client/use-shared-draft.ts'
import { SOURCES } from '#lib/domain/connections/connection-fields.ts'
import { readDestinationUrl } from '#lib/domain/connections/destination-url.ts'
import { SOURCE_WORDS } from './connection-words.ts'
import { DestinationFields } from './destination-fields.tsx'
import { DownlinkFields } from './downlink-fields.tsx'
import { useFaults } from './form-faults.ts'
import { HeaderFields } from './header-fields.tsx'
import { KeyFields } from './key-fields.tsx'
import { MoreFields } from './more-fields.tsx'
import { QueueFields } from './queue-fields.tsx'
import { RequestPreview } from './request-preview.tsx'

const ConnectionConflict = dynamic(
  () => import('./connection-conflict.tsx').then((module) => module.ConnectionConflict),
  { loading: () => null },
)

interface ConnectionFormProps {
  /** The one that is changed. */
  readonly connection?: Connection
  readonly onCreated?: (connection: CreatedConnection) => void
  readonly onSaved?: (connection: Connection) => void
}

const SOURCE_HINTS = {
  'things-stack': t`Its webhook sends here.`,
  chirpstack: t`Its HTTP integration sends here.`,
  thingpark: t`Report JSON, as a tunnel sends it.`,
} as const

/** All fields of the connection, checked while they are typed by the rules that the server has. */
export function ConnectionForm({ connection, onCreated, onSaved }: ConnectionFormProps) {
  const owner = useOwnerId()
  const client = useQueryClient()
  const form = useRef<HTMLFormElement>(null)
  const { base, draft, setDraft, conflict, taken, meet, choose, ...shared } = useSharedDraft(
    connection,
    CONNECTION_DRAFTS,
  )
  const [done, setDone] = useState(false)
  const faults = faultsOf(draft, base)
  const shown = useFaults(faults)
  const changed = shared.changed.length > 0
  const url = readDestinationUrl(draft.url)
  const newLogin = url.ok && url.value.login !== null
  const keepsLogin = Boolean(base?.hasLogin && !draft.removeLogin && !newLogin)

  useUnsaved(changed && !done)

  const create = (as: Secrets = SENT) => connectionApi.create(owner, connectionSecrets(createBody(draft), as))
  const change = (before: Connection, as: Secrets = SENT) =>
    connectionApi.change(owner, before.id, connectionSecrets(changeBody(draft, before), as))
  const save = useWrite(
    async () => {
      try {
        if (!base) return { created: await create() }
        return { saved: await change(base) }
      } catch (error) {
        if (base && error instanceof ApiProblem && error.status === 409) meet(await connectionApi.get(owner, base.id))
        if (error instanceof ApiProblem) shown.take(error)
        throw error
      }
    },
    [connectionKeys.all(owner)],
    ({ created, saved }) => {
      setDone(true)
      if (created) onCreated?.(created)
      if (saved) {
        client.setQueryData(connectionKeys.one(owner, saved.id), saved)
        onSaved?.(saved)
      }
    },
  )
  const edit = (patch: Partial<ConnectionDraft>, pointer: string) => {
    setDraft({ ...draft, ...patch })
    shown.touch(pointer)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    shown.showAll()
    if (Object.keys(faults).length === 0) save.mutate(undefined)
  }
  const faulty = Object.keys(faults).length > 0
  // The first mistake gets the focus, once it stands on the page.
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    if (attempt > 0) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus()
  }, [attempt])

  const problem = save.error instanceof ApiProblem ? save.error : undefined
  const stale = problem?.status === 409 && conflict !== undefined
  const placed =
    problem !== undefined && problem.errors.length > 0 && problem.errors.every(({ pointer }) => isShown(pointer))
  return (
    <div className="grid gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,1fr)_20rem] xl:grid-cols-[minmax(0,1fr)_24rem]">
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          submit(event)
          setAttempt(attempt + 1)
        }}
        className="flex min-w-0 max-w-2xl flex-col gap-6"
      >
        {conflict && <ConnectionConflict conflict={conflict} taken={taken} onTake={choose} />}
        <DestinationFields draft={draft} base={base} edit={edit} faultOf={shown.of} />
        {!base && <KeyFields draft={draft} edit={edit} faultOf={shown.of} />}
        <FormSection
          title={t`Custom HTTP headers`}
          hint={t`Sent with each report. Name and value have at most 510 characters together.`}
        >
          {shown.of('headers') && <Notice kind="error">{shown.of('headers')}</Notice>}
          <HeaderFields
            headers={draft.headers}
            onHeaders={(headers, pointer) => edit({ headers }, pointer ?? 'headers')}
            faultOf={shown.of}
          />
        </FormSection>
        <FormSection title={t`Reports come from`} hint={t`What to enter there is shown after you save.`}>
          <div className="grid gap-2 sm:grid-cols-3">
            {[...SOURCES.slice(1), ...SOURCES.slice(0, 1)].map((source) => (
              <Choice
                key={source}
                name="source"
                checked={draft.source === source}
                onSelect={() => edit({ source }, 'source')}
                title={SOURCE_WORDS[source]}
              >
                {SOURCE_HINTS[source]}
              </Choice>
            ))}
          </div>
        </FormSection>
        <FormSection title={t`Downlinks`} hint={t`What your application server sends goes on to your network server.`}>
          <DownlinkFields
            side={draft.downlink}
            hasToken={base?.downlink.hasToken ?? false}
            maxDeviation={draft.maxDeviation}
            onSide={(downlink, pointer) => edit({ downlink }, pointer)}
            onDeviation={(maxDeviation) => edit({ maxDeviation }, 'maxDeviation')}
            faultOf={shown.of}
          />
        </FormSection>
        <QueueFields draft={draft} edit={edit} />
        <MoreFields draft={draft} edit={edit} faultOf={shown.of} />
        <div className="flex flex-col gap-3 max-md:sticky max-md:bottom-14 max-md:z-10 max-md:-mx-4 max-md:border-t max-md:bg-canvas max-md:px-4 max-md:py-3">
          {!stale && !placed && <Problem error={save.error} />}
          {attempt > 0 && (faulty || (placed && save.isError)) && (
            <p role="status" className="text-sm text-danger">
              <Trans>A field needs mending. It is marked above.</Trans>
            </p>
          )}
          <Actions>
            <Button type="submit" variant="primary" pending={save.isPending}>
              {base ? t`Save` : t`Add`}
            </Button>
            <ButtonLink href={base ? paths.connection(owner, base.id) : paths.connections(owner)} variant="ghost">
              <Trans>Cancel</Trans>
            </ButtonLink>
          </Actions>
        </div>
      </form>
      <aside aria-label={t`The request`} className="flex min-w-0 flex-col gap-4 max-lg:hidden">
        <div className="flex flex-col gap-4 lg:sticky lg:top-6">
          <RequestPreview draft={draft} keepsLogin={keepsLogin} />
          {(base || draft.name) && <SameAsCurl call={(as) => (base ? change(base, as) : create(as))} />}
        </div>
      </aside>
      <Disclosure title={t`What your server gets`} className="lg:hidden">
        <RequestPreview draft={draft} keepsLogin={keepsLogin} />
      </Disclosure>
    </div>
  )
}

/** Pointers of fields that show their own sentence. */
const isShown = (pointer: string): boolean =>
  /^\/(name|url|key|domains|headers(\/\d+\/(name|value))?|additionalInformation|customerId|maxDeviation|downlink\/(url|applicationId|webhookId|token))$/.test(
    pointer,
  )
