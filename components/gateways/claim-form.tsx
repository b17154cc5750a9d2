'use client'

import { CheckCircle2, CircleAlert } from 'lucide-react'
import Link from 'next/link'
import { type FormEvent, useEffect, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Field, Textarea } from '#components/ui/field.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { api } from '#lib/client/api.ts'
import { takeLabel } from '#lib/client/claim-label.ts'
import { parseClaimLines } from '#lib/client/claim-lines.ts'
import type { ItemResult } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import { formatGatewayTitle } from './gateway-title.ts'

interface Outcome {
  readonly text: string
  readonly gateway?: string
  readonly error?: string
}

/** One or many gateways, a line each. What was refused stays in the box, to be mended and sent again. */
export function ClaimForm() {
  const owner = useOwnerId()
  const [text, setText] = useState('')
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([])
  useEffect(() => {
    const scanned = takeLabel()
    if (scanned) setText(scanned)
  }, [])
  const lines = parseClaimLines(text)
  const ready = lines.filter((line) => line.error === undefined)
  const claim = useWrite(
    (items: readonly { gateway: string; claim: string }[]) => api.claim(owner, items),
    [keys.gateways(owner)],
    (results: ItemResult[]) => {
      const answered = ready.map(
        (line, index): Outcome => ({ text: line.text, gateway: line.gateway, error: results[index]?.error }),
      )
      const refused = new Set(answered.filter(({ error }) => error).map((outcome) => outcome.text))
      setOutcomes([
        ...answered,
        ...lines.filter(({ error }) => error).map((line): Outcome => ({ text: line.text, error: line.error })),
      ])
      setText(
        lines
          .filter((line) => line.error || refused.has(line.text))
          .map((line) => line.text)
          .join('\n'),
      )
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    claim.mutate(ready.map(({ gateway = '', claim: pin = '' }) => ({ gateway, claim: pin })))
  }
  const count = ready.length
  return (
    <div className="max-w-2xl">
      <PageHeader
        crumbs={[{ label: 'Gateways', href: paths.gateways(owner) }]}
        title="Claim gateways"
        lead="Write the identifier and the claim PIN as they are on the label, one gateway a line. Upper and lower case, O and 0, I and 1 count as the same."
      />
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Problem error={claim.error} />
        <Field
          label="Identifiers and PINs"
          hint={
            lines.length === 0
              ? 'EUI-64, MAC or ID6, a blank, then the PIN. The link of a label’s QR code works too.'
              : `${formatCount(count)} ready${lines.length > count ? `, ${formatCount(lines.length - count)} to mend` : ''}.`
          }
        >
          <Textarea
            rows={Math.min(14, Math.max(5, lines.length + 2))}
            value={text}
            onChange={(event) => setText(event.target.value)}
            placeholder={'B8-27-EB-FF-FE-A6-7A-72 MTNSB7DH\n00-00-00-FF-FE-00-0A-BC Q55XGEAM'}
            className="mono"
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            autoFocus
          />
        </Field>
        {lines.some(({ error }) => error) && (
          <ul className="flex flex-col gap-1 text-sm text-danger">
            {lines
              .filter(({ error }) => error)
              .slice(0, 5)
              .map((line) => (
                <li key={line.line} className="flex gap-1.5">
                  <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
                  <span className="min-w-0 break-words">
                    Line {line.line}: {line.error}
                  </span>
                </li>
              ))}
          </ul>
        )}
        <Actions>
          <Button type="submit" variant="primary" disabled={count === 0} pending={claim.isPending}>
            {count > 1 ? `Claim ${formatCount(count)} gateways` : 'Claim gateway'}
          </Button>
          <ButtonLink href={paths.gateways(owner)} variant="ghost">
            Back to gateways
          </ButtonLink>
        </Actions>
      </form>
      {outcomes.length > 0 && <Outcomes outcomes={outcomes} owner={owner} />}
    </div>
  )
}

function Outcomes({ outcomes, owner }: { readonly outcomes: readonly Outcome[]; readonly owner: string }) {
  const claimed = outcomes.filter(({ error }) => !error)
  return (
    <section aria-labelledby="claim-result" aria-live="polite" className="mt-8">
      <h2 id="claim-result" className="mb-2 text-base font-semibold">
        {formatCount(claimed.length)} claimed
        {outcomes.length > claimed.length && `, ${formatCount(outcomes.length - claimed.length)} refused`}
      </h2>
      {claimed.length > 0 && (
        <Notice className="mb-3">
          A claimed gateway keeps what is on it: it stays on its former network server until you set one.
        </Notice>
      )}
      <ul className="border-t">
        {outcomes.map((outcome) => (
          <li key={outcome.text} className="flex items-start gap-2 border-b px-2 py-2 text-sm">
            {outcome.error ? (
              <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
            ) : (
              <CheckCircle2 aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />
            )}
            <div className="min-w-0 flex-1">
              <p className="mono truncate">{outcome.gateway ? formatGatewayTitle(outcome.gateway) : outcome.text}</p>
              {outcome.error && <p className="text-danger">{outcome.error}</p>}
            </div>
            {!outcome.error && outcome.gateway && (
              <Link
                href={paths.setup(owner, outcome.gateway)}
                className="rounded-sm font-medium whitespace-nowrap text-accent-ink underline-offset-3 hover:underline"
              >
                Set up
              </Link>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
