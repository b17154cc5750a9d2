'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check, CircleDashed, TriangleAlert, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { type CheckResult, interopApi, type JoinServer } from '#lib/client/interop-api.ts'
import { useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'

const STEP_WORDS = { dns: t`Name`, connect: t`Connection`, tls: 'TLS', http: 'HTTP', answer: t`Answer` } as const
const VERDICT_WORDS = {
  good: t`It works.`,
  warning: t`It answers, with a remark.`,
  failed: t`It does not work yet.`,
} as const

/** Asks the join server something harmless, with the stored certificate, and says what came back. */
export function LiveCheck({ server }: { readonly server: JoinServer }) {
  const owner = useOwnerId()
  const first = server.entries.flatMap(({ joinEuis }) => joinEuis)[0]?.slice(0, 16) ?? ''
  const [netId, setNetId] = useState('')
  const [joinEui, setJoinEui] = useState('')
  const send = () =>
    interopApi.check(owner, server.id, {
      netId: netId.trim() || '000000',
      ...(joinEui.trim() ? { joinEui: joinEui.trim() } : {}),
    })
  const check = useWrite(send, [])
  const problem = check.error instanceof ApiProblem ? check.error : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    check.mutate(undefined)
  }
  return (
    <section aria-label={t`Live check`} className="flex min-w-0 flex-col gap-3">
      <h2 className="text-base font-semibold">
        <Trans>Live check</Trans>
      </h2>
      <p className="text-sm text-ink-2">
        <Trans>
          Name, connection and TLS with the stored certificate, then a HomeNSReq for a DevEUI that nobody has. It
          changes nothing there.
        </Trans>
      </p>
      <form onSubmit={submit} className="flex flex-col gap-3">
        <Field
          label={t`NetID`}
          hint={t`By which the join server knows your network. Empty: 000000.`}
          error={problem?.field('netId')}
        >
          <Input
            value={netId}
            onChange={(event) => setNetId(event.target.value)}
            className="mono"
            placeholder="000000"
            maxLength={6}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
          />
        </Field>
        <Field
          label={t`JoinEUI`}
          hint={first ? t`Empty: the first of its prefixes.` : undefined}
          error={problem?.field('joinEui')}
        >
          <Input
            value={joinEui}
            onChange={(event) => setJoinEui(event.target.value)}
            className="mono"
            placeholder={first}
            maxLength={23}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
          />
        </Field>
        <div>
          <Button type="submit" pending={check.isPending}>
            <Trans>Check now</Trans>
          </Button>
        </div>
        <SameAsCurl call={send} />
      </form>
      {!problem?.field('netId') && !problem?.field('joinEui') && <Problem error={check.error} />}
      <div aria-live="polite">{check.data && !check.isPending && <Outcome result={check.data} />}</div>
    </section>
  )
}

function Outcome({ result }: { readonly result: CheckResult }) {
  return (
    <div className="flex flex-col gap-2 rounded-md border px-3 py-2.5">
      <p className="text-sm font-medium">{VERDICT_WORDS[result.verdict]}</p>
      <ol className="flex flex-col gap-2 text-sm">
        {result.steps.map((step) => (
          <Step key={step.name} step={step} />
        ))}
      </ol>
      <Disclosure title={t`What was asked and answered`}>
        <pre className="mono overflow-x-auto rounded-md bg-sunken p-2 text-[0.75rem]/5">
          {t`POST ${result.request.url}\n${JSON.stringify(result.request.body, null, 2)}\n\n${answerText(result)}`}
        </pre>
      </Disclosure>
    </div>
  )
}

const LOOKS = {
  good: { icon: Check, tint: 'text-ok', word: t`Good` },
  warning: { icon: TriangleAlert, tint: 'text-warn', word: t`Remark` },
  failed: { icon: X, tint: 'text-danger', word: t`Failed` },
  skipped: { icon: CircleDashed, tint: 'text-ink-3', word: t`Not reached` },
} as const

function Step({ step }: { readonly step: CheckResult['steps'][number] }) {
  const { icon: Icon, tint, word } = LOOKS[step.verdict]
  return (
    <li className="flex items-start gap-2">
      <Icon aria-label={word} className={`mt-0.5 size-4 shrink-0 ${tint}`} />
      <span className="min-w-0 break-words">
        <span className="font-medium">{STEP_WORDS[step.name]}.</span> <span className="text-ink-2">{step.message}</span>
      </span>
    </li>
  )
}

function answerText({ answer, milliseconds }: CheckResult): string {
  const time = t`${Math.round(milliseconds)} ms`
  if (!answer) return t`No answer, ${time}`
  const { status, contentType, ...message } = answer
  const known = Object.fromEntries(Object.entries(message).filter(([, value]) => value !== null))
  const body = Object.keys(known).length > 0 ? `\n${JSON.stringify(known, null, 2)}` : ''
  return t`HTTP ${status} ${contentType}, ${time}${body}`
}
