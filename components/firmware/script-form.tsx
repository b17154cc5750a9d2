'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Field, Input, Textarea } from '#components/ui/field.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { api } from '#lib/client/api.ts'
import { SENT, type Secrets } from '#lib/client/call.ts'
import type { MadeScript, UpdateScriptBody } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { keys, useSite, useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { isOwnCups, NO_SET } from '#lib/client/setup-draft.ts'
import { setupSecrets } from '#lib/client/setup-secrets.ts'
import { CheckChoice } from './check-choice.tsx'
import { MadeScriptCard } from './made-script-card.tsx'
import { bootSetBody, ScriptBootSet } from './script-boot-set.tsx'
import { ScriptPromise } from './script-promise.tsx'

const NO_NAMES = { version: '', model: '', notes: '', home: '', restart: '' }

/** What the script does, how its success is seen, then one button: it becomes an image to be signed. */
export function ScriptForm() {
  const owner = useOwnerId()
  const may = useCan('firmware:write')
  const site = useSite().data
  const [replaces, setReplaces] = useState(true)
  const [renews, setRenews] = useState(false)
  const [draft, setDraft] = useState(NO_SET)
  const [names, setNames] = useState(NO_NAMES)
  const [made, setMade] = useState<MadeScript>()
  const send = ({ bootSet, ...rest }: UpdateScriptBody, as: Secrets = SENT) =>
    api.makeScript(owner, { ...rest, ...(bootSet ? { bootSet: setupSecrets(bootSet, as) } : {}) })
  const make = useWrite((body: UpdateScriptBody) => send(body), [keys.images(owner)], setMade)
  const header = (
    <PageHeader
      crumbs={[{ label: t`Firmware`, href: paths.firmware(owner) }]}
      title={t`Make an update script`}
      lead={t`For what CUPS cannot change: the boot set and the backup set of a gateway. It becomes an image that you sign and schedule like any other.`}
    />
  )
  if (!may) {
    return (
      <>
        {header}
        <Notice>
          <Trans>Update scripts are made by the owner’s admins and operators. Ask one of them.</Trans>
        </Notice>
      </>
    )
  }
  if (made) return <MadeScriptCard script={made} onAgain={() => setMade(undefined)} />
  const problem = make.error instanceof ApiProblem ? make.error : undefined
  const errorOf = (field: string) => problem?.field(field)
  const set = (name: keyof typeof NO_NAMES) => (event: { target: { value: string } }) =>
    setNames({ ...names, [name]: event.target.value })
  const optional = (name: 'model' | 'notes' | 'home' | 'restart') =>
    names[name].trim() ? { [name]: names[name].trim() } : {}
  const body: UpdateScriptBody = {
    version: names.version.trim(),
    ...optional('model'),
    ...optional('notes'),
    ...optional('home'),
    ...optional('restart'),
    ...(replaces ? { bootSet: bootSetBody(draft) } : {}),
    ...(renews ? { renewBackup: true } : {}),
  }
  const own = isOwnCups(draft.uri, site?.gatewayHosts ?? [])
  const shown = ['version', 'model', 'home', 'restart', 'bootSet/cupsUri', 'bootSet/cupsTrust', 'bootSet/cupsKey']
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate(body)
  }
  return (
    <>
      {header}
      <div className="grid gap-x-10 gap-y-8 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <form onSubmit={submit} className="flex max-w-2xl min-w-0 flex-col gap-8">
          {!shown.some(errorOf) && <Problem error={make.error} />}
          <section className="flex flex-col gap-4">
            <h2 className="text-base font-semibold">
              <Trans>What it does</Trans>
            </h2>
            <CheckChoice checked={replaces} onChange={setReplaces} title={t`Replace the boot set`}>
              <Trans>
                <span className="mono">cups-boot.*</span>: where the gateway goes when its regular and its backup set
                have both failed. Use it before a CA expires or a server moves.
              </Trans>
            </CheckChoice>
            {replaces && (
              <div className="pl-6.5">
                <ScriptBootSet
                  draft={draft}
                  onDraft={setDraft}
                  site={site}
                  own={own}
                  errorOf={(field) => errorOf(`bootSet/${field}`)}
                />
              </div>
            )}
            <CheckChoice checked={renews} onChange={setRenews} title={t`Renew the backup set`}>
              <Trans>
                <span className="mono">cups-bak.*</span> stays the first set that ever worked. The script deletes its
                marker; at its next start Station copies the set that works then. Until that start the old backup stays
                in use.
              </Trans>
            </CheckChoice>
          </section>
          <section className="flex flex-col gap-5">
            <h2 className="text-base font-semibold">
              <Trans>How you see that it ran</Trans>
            </h2>
            <Field
              label={t`Version`}
              error={errorOf('version')}
              hint={t`The gateway reports it as “package”. With a leading + it is put behind what stands there: 2.1.0 becomes 2.1.0+boot-2.`}
            >
              <Input
                value={names.version}
                onChange={set('version')}
                className="mono"
                maxLength={64}
                required
                placeholder="+boot-2"
                spellCheck={false}
                autoComplete="off"
                autoCapitalize="off"
              />
            </Field>
            <Field
              label={t`Model`}
              hint={t`Optional. Only gateways that report this model are sent it.`}
              error={errorOf('model')}
            >
              <Input value={names.model} onChange={set('model')} maxLength={64} />
            </Field>
            <Disclosure title={t`Home folder, restart, notes`}>
              <div className="mt-2 flex flex-col gap-5">
                <Field
                  label={t`Home folder of Station`}
                  hint={t`Left empty, the script looks where Station itself does: --home, STATION_HOME, its working folder.`}
                  error={errorOf('home')}
                >
                  <Input value={names.home} onChange={set('home')} className="mono" placeholder="/etc/station" />
                </Field>
                <Field
                  label={t`Command that restarts Station`}
                  hint={t`Run last, when the script is gone. Left empty, a new backup waits for the next start.`}
                  error={errorOf('restart')}
                >
                  <Input
                    value={names.restart}
                    onChange={set('restart')}
                    className="mono"
                    placeholder={t`systemctl restart station`}
                  />
                </Field>
                <Field label={t`Notes`} hint={t`Optional. Why, and for whom.`}>
                  <Textarea rows={3} value={names.notes} onChange={set('notes')} maxLength={4000} />
                </Field>
              </div>
            </Disclosure>
          </section>
          <Actions>
            <Button type="submit" variant="primary" pending={make.isPending} disabled={!replaces && !renews}>
              <Trans>Make the script</Trans>
            </Button>
            <ButtonLink href={paths.firmware(owner)} variant="ghost">
              <Trans>Cancel</Trans>
            </ButtonLink>
          </Actions>
          <SameAsCurl className="-mt-6" call={(as) => send(body, as)} />
        </form>
        <ScriptPromise />
      </div>
    </>
  )
}
