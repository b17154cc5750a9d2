'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useRouter, useSearchParams } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Choice } from '#components/ui/choice.tsx'
import { Field, Input, Select } from '#components/ui/field.tsx'
import { FormSection } from '#components/ui/form-section.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { notify } from '#components/ui/toast.tsx'
import { paths } from '#lib/client/paths.ts'
import { useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { type CreateChangeBody, trustApi } from '#lib/client/trust-api.ts'
import { trustKeys, useTrustServers } from '#lib/client/trust-queries.ts'
import { CertificateFile } from './certificate-file.tsx'
import { CATEGORY_WORDS } from './trust-words.ts'

/** How the server stands under both roots for a while. */
type Way = 'cross' | 'beside' | 'detour'

/** Which server, which root, and by which way; nothing is sent to a gateway yet. */
export function NewChangePage() {
  const owner = useOwnerId()
  const may = useCan('gateway:setup')
  const router = useRouter()
  const params = useSearchParams()
  const { data, error } = useTrustServers(owner)
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState(
    params?.get('uri') ? `${params.get('category') === 'cups' ? 'cups' : 'tc'} ${params.get('uri')}` : '',
  )
  const [trust, setTrust] = useState('')
  const [way, setWay] = useState<Way>('cross')
  const [stepUri, setStepUri] = useState('')
  const list = (data?.servers ?? []).filter(({ category, ours }) => category === 'tc' || ours)
  const key = chosen || (list[0] ? `${list[0].category} ${list[0].uri}` : '')
  const [category = 'tc', uri = ''] = key.split(' ')
  const body: CreateChangeBody = {
    name: name.trim() || t`New root for ${uri.replace(/^\w+:\/\//, '')}`.slice(0, 80),
    category: category === 'cups' ? 'cups' : 'tc',
    uri,
    trust,
    ...(way === 'cross' ? {} : { stepUri: stepUri.trim() }),
    ...(way === 'detour' ? { finalUri: uri } : {}),
  }
  const create = useWrite(
    (given: CreateChangeBody) => trustApi.create(owner, given),
    [trustKeys.changes(owner)],
    (change) => {
      notify(t`Prepared ${change.name}`)
      router.push(paths.trustChange(owner, change.id))
    },
  )
  const problem = create.error instanceof ApiProblem ? create.error : undefined
  const field = (one: string) => problem?.field(one)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate(body)
  }
  const crumbs = [{ label: t`Trust`, href: paths.trust(owner, 'changes') }]
  if (!may) {
    return (
      <>
        <PageHeader crumbs={crumbs} title={t`Change a root`} />
        <Notice>
          <Trans>An admin or operator of this owner changes roots.</Trans>
        </Notice>
      </>
    )
  }
  return (
    <>
      <PageHeader
        crumbs={crumbs}
        title={t`Change a root`}
        lead={t`A server gets another root. Its gateways are given it in steps, and each proves it before the next one.`}
      />
      {error && <Problem error={error} className="mb-4" />}
      {data && list.length === 0 && (
        <Notice className="mb-4">
          <Trans>No gateway of yours is set up for a server with TLS whose root could be changed from here.</Trans>
        </Notice>
      )}
      <form onSubmit={submit} className="flex max-w-2xl flex-col gap-6">
        <FormSection title={t`Server`} hint={t`The one that gets another root, as gateways are told it now.`}>
          <Field label={t`Server`} error={field('uri') ?? field('category')}>
            <Select
              value={key}
              onChange={(event) => setChosen(event.target.value)}
              options={[
                ...(list.some((one) => `${one.category} ${one.uri}` === key) || !key
                  ? []
                  : [{ value: key, label: uri }]),
                ...list.map((one) => ({
                  value: `${one.category} ${one.uri}`,
                  label: `${CATEGORY_WORDS[one.category]} ${one.uri} (${one.gateways})`,
                })),
              ]}
            />
          </Field>
          <CertificateFile
            label={t`New root`}
            hint={t`One CA certificate, PEM or DER.`}
            value={trust}
            error={field('trust')}
            onValue={setTrust}
          />
        </FormSection>
        <FormSection
          title={t`The way`}
          hint={t`Station takes one CA certificate as its trust: a file with the old and the new root would be taken for a client certificate. So for a while the server is what both roots verify.`}
        >
          <div className="flex flex-col gap-2">
            <Choice
              name="way"
              checked={way === 'cross'}
              onSelect={() => setWay('cross')}
              title={t`At the same address, by a cross-signed chain`}
            >
              <Trans>
                The server presents a chain under the new root with the new root’s certificate signed by the old one
                behind it. Both roots verify it until every gateway has the new one.
              </Trans>
            </Choice>
            <Choice
              name="way"
              checked={way === 'beside'}
              onSelect={() => setWay('beside')}
              title={t`To a new address under the new root`}
            >
              <Trans>
                The server also stands at another host or port. A gateway gets the address and the new root in one
                answer; the old address is switched off when all have proven it.
              </Trans>
            </Choice>
            <Choice
              name="way"
              checked={way === 'detour'}
              onSelect={() => setWay('detour')}
              title={t`Through a second address and back`}
            >
              <Trans>
                As above; when the first address stands under the new root too, step 2 takes those back that have proven
                it.
              </Trans>
            </Choice>
          </div>
          {way !== 'cross' && (
            <Field label={t`Second address`} error={field('stepUri') ?? field('finalUri')}>
              <Input
                value={stepUri}
                onChange={(event) => setStepUri(event.target.value)}
                placeholder={category === 'cups' ? 'https://cups.example.com:443' : 'wss://lns-new.example.com:8887'}
                className="mono"
                autoCapitalize="off"
                spellCheck={false}
              />
            </Field>
          )}
        </FormSection>
        <Field label={t`Name`} hint={t`Left empty: named after the server.`} error={field('name')}>
          <Input value={name} onChange={(event) => setName(event.target.value)} maxLength={80} />
        </Field>
        {problem && problem.errors.length === 0 && <Problem error={problem} />}
        {create.error && !problem && <Problem error={create.error} />}
        <div>
          <Actions>
            <Button
              type="submit"
              variant="primary"
              pending={create.isPending}
              disabled={!uri || !trust.trim() || (way !== 'cross' && !stepUri.trim())}
            >
              <Trans>Prepare</Trans>
            </Button>
            <ButtonLink href={paths.trust(owner, 'changes')}>
              <Trans>Cancel</Trans>
            </ButtonLink>
          </Actions>
          <p className="mt-2 text-sm text-ink-3">
            <Trans>Looks at the servers. Nothing is sent to a gateway yet.</Trans>
          </p>
        </div>
        <SameAsCurl call={() => trustApi.create(owner, body)} />
      </form>
    </>
  )
}
