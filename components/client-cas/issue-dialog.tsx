'use client'

import { t } from '@lingui/core/macro'
import { CheckCircle2, CircleAlert } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input, Select, Textarea } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { type ClientCa, clientCaApi, clientCaKeys } from '#lib/client/client-ca-api.ts'
import type { Category, ItemResult } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'

interface IssueDialogProps {
  readonly cas: readonly ClientCa[]
  /** Chosen already. */
  readonly ca?: string
  readonly gateways?: readonly string[]
  readonly onClose: () => void
}

const TARGETS = [
  { value: 'cups', label: t`CUPS: for this Gatehouse` },
  { value: 'tc', label: t`LNS: for the network server` },
]

/** Certificates for gateways, which get them at their next check-ins. */
export function IssueDialog({ cas, ca, gateways = [], onClose }: IssueDialogProps) {
  const owner = useOwnerId()
  const kept = cas.filter((one) => one.kept)
  const [id, setId] = useState(ca ?? kept[0]?.id ?? '')
  const [category, setCategory] = useState<Category>('cups')
  const [days, setDays] = useState('365')
  const [text, setText] = useState(gateways.map(formatGatewayTitle).join('\n'))
  const list = text.split(/[\s,;]+/).filter(Boolean)
  const send = () => clientCaApi.issue(owner, id, { category, days: Number(days), gateways: list })
  const issue = useWrite(
    send,
    [clientCaKeys.all(owner), keys.gateways(owner), ['gateway', owner]],
    (answers: readonly ItemResult[]) => {
      const refused = new Set(answers.flatMap(({ error }, index) => (error ? [index] : [])))
      setText(list.filter((_, index) => refused.has(index)).join('\n'))
    },
  )
  const problem = issue.error instanceof ApiProblem ? issue.error : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (list.length > 0) issue.mutate(undefined)
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title={t`Issue certificates`}
      description={t`Each gateway gets a key and a certificate at its next check-in; URI and trust stay as they are. Gatehouse renews them for as long as they are wanted.`}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        {!problem?.field('days') && <Problem error={issue.error} />}
        <Field
          label={t`Gateways`}
          hint={t`Identifiers in any notation, between blanks, commas or line ends. At most ${formatCount(2000)}.`}
        >
          <Textarea
            rows={Math.min(8, Math.max(3, list.length + 1))}
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="mono"
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            autoFocus
          />
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="CA">
            <Select
              options={kept.map((one) => ({ value: one.id, label: one.name }))}
              value={id}
              onChange={(event) => setId(event.target.value)}
            />
          </Field>
          <Field label={t`Life in days`} hint={t`Renewed in its last third.`} error={problem?.field('days')}>
            <Input
              type="number"
              min={7}
              max={3650}
              value={days}
              onChange={(event) => setDays(event.target.value)}
              required
            />
          </Field>
        </div>
        <Field
          label={t`For`}
          hint={
            category === 'tc'
              ? t`The network server has to trust the CA: give it the CA’s certificate first.`
              : t`The gateway’s CUPS address has to be this Gatehouse.`
          }
        >
          <Select
            options={TARGETS}
            value={category}
            onChange={(event) => setCategory(event.target.value as Category)}
          />
        </Field>
        <Actions>
          <Button type="submit" variant="primary" disabled={list.length === 0} pending={issue.isPending}>
            {list.length > 1 ? t`Issue ${formatCount(list.length)} certificates` : t`Issue certificate`}
          </Button>
          <Button onClick={onClose}>{issue.data ? t`Close` : t`Cancel`}</Button>
        </Actions>
        <SameAsCurl call={() => list.length > 0 && send()} />
      </form>
      {issue.data && <Answers answers={issue.data} />}
    </Dialog>
  )
}

function Answers({ answers }: { readonly answers: readonly ItemResult[] }) {
  const refused = answers.filter(({ error }) => error)
  return (
    <section aria-live="polite" className="mt-4 text-sm">
      <p className="flex items-center gap-2 font-medium">
        {refused.length === 0 ? (
          <CheckCircle2 aria-hidden className="size-4 text-ok" />
        ) : (
          <CircleAlert aria-hidden className="size-4 text-danger" />
        )}
        {refused.length > 0
          ? t`${formatCount(answers.length - refused.length)} issued, ${formatCount(refused.length)} refused`
          : t`${formatCount(answers.length)} issued`}
      </p>
      <ul className="mt-1 flex flex-col gap-1">
        {refused.slice(0, 50).map(({ gateway, error }) => (
          <li key={gateway} className="min-w-0 break-words">
            <span className="mono">{formatGatewayTitle(gateway)}</span> <span className="text-danger">{error}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
