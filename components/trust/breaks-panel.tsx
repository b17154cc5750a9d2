'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useSearchParams } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Choice } from '#components/ui/choice.tsx'
import { Field, Input, Select } from '#components/ui/field.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { type BreaksBody, trustApi } from '#lib/client/trust-api.ts'
import { useTrustServers } from '#lib/client/trust-queries.ts'
import { BreaksResult } from './breaks-result.tsx'
import { CertificateFile } from './certificate-file.tsx'
import { EndingResult } from './ending-result.tsx'
import { CATEGORY_WORDS } from './trust-words.ts'

type Question = 'chain' | 'day'
type Source = 'live' | 'from' | 'file'

const dayOf = (date: Date): string => date.toISOString().slice(0, 10)
const endOf = (day: string): string => `${day}T23:59:59Z`

/** Which gateways break when a server presents another chain, or when a day has come. */
export function BreaksPanel() {
  const owner = useOwnerId()
  const may = useCan('gateway:setup')
  const params = useSearchParams()
  const { data: servers, error } = useTrustServers(owner)
  const [question, setQuestion] = useState<Question>(may ? 'chain' : 'day')
  const [chosen, setChosen] = useState(
    params?.get('uri') ? `${params.get('category') === 'cups' ? 'cups' : 'tc'} ${params.get('uri')}` : '',
  )
  const [source, setSource] = useState<Source>('live')
  const [from, setFrom] = useState('')
  const [chain, setChain] = useState('')
  const [day, setDay] = useState('')
  const ask = useWrite((body: BreaksBody) => trustApi.breaks(owner, body), [])
  const list = servers?.servers ?? []
  const key = chosen || (list[0] ? `${list[0].category} ${list[0].uri}` : '')
  const [category = 'tc', uri = ''] = key.split(' ')
  const body: BreaksBody = {
    category: category === 'cups' ? 'cups' : 'tc',
    uri,
    ...(source === 'file' ? { chain } : {}),
    ...(source === 'from' ? { from } : {}),
    ...(day ? { at: endOf(day) } : {}),
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask.mutate(body)
  }
  const problem = ask.error instanceof ApiProblem ? ask.error : undefined
  const dayField = (
    <Field
      label={question === 'day' ? t`Day` : t`On the day`}
      hint={question === 'day' ? t`What has ended by its end, in UTC.` : t`Left empty: now.`}
      className="max-w-56"
    >
      <Input type="date" value={day} onChange={(event) => setDay(event.target.value)} />
    </Field>
  )
  if (error) return <Problem error={error} />
  return (
    <div className="grid gap-x-10 gap-y-8 lg:grid-cols-[24rem_minmax(0,1fr)]">
      <form onSubmit={submit} className="flex min-w-0 flex-col gap-4">
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1.5 text-sm font-medium">
            <Trans>What changes</Trans>
          </legend>
          {may && (
            <Choice
              name="question"
              checked={question === 'chain'}
              onSelect={() => setQuestion('chain')}
              title={t`A server presents another chain`}
            >
              <Trans>Every trust that gateways hold for it is tried, as Station 2.0.6 verifies.</Trans>
            </Choice>
          )}
          <Choice
            name="question"
            checked={question === 'day'}
            onSelect={() => setQuestion('day')}
            title={t`A day comes`}
          >
            <Trans>What will have ended by then, and on how many gateways.</Trans>
          </Choice>
        </fieldset>
        {question === 'day' ? (
          dayField
        ) : (
          <>
            <Field label={t`Server`} hint={t`As gateways are told it.`} error={problem?.field('uri')}>
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
            <Field label={t`Its new chain`}>
              <Select
                value={source}
                onChange={(event) => setSource(event.target.value as Source)}
                options={[
                  { value: 'live', label: t`What it presents now` },
                  { value: 'from', label: t`What another address presents` },
                  { value: 'file', label: t`From a file` },
                ]}
              />
            </Field>
            {source === 'from' && (
              <Field
                label={t`Address`}
                hint={t`host:port of the server that is being prepared.`}
                error={problem?.field('from')}
              >
                <Input
                  value={from}
                  onChange={(event) => setFrom(event.target.value)}
                  placeholder="lns-new.example.com:8887"
                  className="mono"
                />
              </Field>
            )}
            {source === 'file' && (
              <CertificateFile
                label={t`Chain`}
                hint={t`PEM, the server’s own certificate first.`}
                value={chain}
                error={problem?.field('chain')}
                onValue={setChain}
              />
            )}
            {dayField}
            <div className="flex flex-col gap-2">
              <div>
                <Button
                  type="submit"
                  variant="primary"
                  pending={ask.isPending}
                  disabled={!uri || (source === 'file' && !chain.trim()) || (source === 'from' && !from.trim())}
                >
                  <Trans>Show what breaks</Trans>
                </Button>
              </div>
              {problem && problem.errors.length === 0 && <Problem error={ask.error} />}
              <SameAsCurl call={() => trustApi.breaks(owner, body)} />
            </div>
          </>
        )}
      </form>
      <div className="min-w-0" aria-live="polite">
        {question === 'day' ? (
          <EndingResult at={endOf(day || dayOf(new Date()))} />
        ) : ask.data && ask.variables ? (
          <BreaksResult answer={ask.data} asked={ask.variables} />
        ) : (
          <Notice>
            <Trans>
              Station trusts one CA certificate per server and no bundle. Name the server and the chain that it is to
              present, and see who would be locked out before it happens.
            </Trans>
          </Notice>
        )}
      </div>
    </div>
  )
}
