'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { CircleCheck, CircleX } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { State } from '#components/ui/state.tsx'
import { type AuditVerdict, auditApi } from '#lib/client/audit-api.ts'
import { auditKeys, useAuditChain } from '#lib/client/audit-queries.ts'
import { formatCount } from '#lib/client/format.ts'
import { useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { readHead } from '#lib/domain/audit/head.ts'

/** Compares every seal, and gives the head that proves later what there was now. */
export function VerifyDialog({ owner, onClose }: { readonly owner: string; readonly onClose: () => void }) {
  const { data: chain, error } = useAuditChain(owner)
  const [noted, setNoted] = useState('')
  const [fault, setFault] = useState<string>()
  const send = () => auditApi.verify(owner, noted)
  const verify = useWrite(send, [auditKeys.trail(owner)])
  const problem = verify.error instanceof ApiProblem ? verify.error.field('head') : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const read = noted.trim() === '' ? undefined : readHead(noted)
    setFault(read && !read.ok ? read.error : undefined)
    if (!read || read.ok) verify.mutate(undefined)
  }
  const head = verify.data?.head ?? chain?.head
  return (
    <Dialog
      open
      wide
      onOpenChange={onClose}
      title={t`Verify the trail`}
      description={t`Each entry is sealed by a hash over itself and the seal before it. An entry that was altered, deleted, inserted or moved no longer fits.`}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Problem error={error} />
        {chain && (
          <Facts
            facts={[
              [t`Sealed`, t`${formatCount(chain.sealed)} entries`],
              ...(chain.waiting > 0
                ? ([[t`Waiting`, t`${formatCount(chain.waiting)}, sealed within a minute`]] as const)
                : []),
              [t`Last seal`, <RelativeTime key="at" at={chain.sealedAt} />],
              [
                t`Head to note`,
                head ? (
                  <span key="head" className="flex items-start gap-1">
                    <span className="mono text-xs break-all">{head}</span>
                    <CopyButton text={head} what={t`the head`} />
                  </span>
                ) : (
                  '–'
                ),
              ],
            ]}
          />
        )}
        <Field
          label={t`A head that was noted earlier`}
          hint={t`Optional. Kept outside of this server, it proves that nothing up to it was rewritten or cut off.`}
          error={fault ?? problem}
        >
          <Input
            value={noted}
            onChange={(event) => setNoted(event.target.value)}
            className="mono"
            spellCheck={false}
            autoComplete="off"
            placeholder="1842:9f86…"
          />
        </Field>
        {!problem && <Problem error={verify.error} />}
        <div role="status">{verify.data && <Verdict verdict={verify.data} />}</div>
        <Actions>
          <Button type="submit" variant="primary" pending={verify.isPending}>
            <Trans>Verify</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Close</Trans>
          </Button>
        </Actions>
        {/* The trail of the installation needs a session. */}
        {owner && <SameAsCurl call={send} />}
      </form>
    </Dialog>
  )
}

function Verdict({ verdict }: { readonly verdict: AuditVerdict }) {
  if (verdict.intact)
    return (
      <State icon={CircleCheck} tone="ok">
        {t`${formatCount(verdict.checked)} entries fit their seals`}
      </State>
    )
  return (
    <>
      <State icon={CircleX} tone="danger">{t`The trail was tampered with`}</State>
      <ul className="mt-2 list-disc space-y-1 pl-5 text-sm text-ink-2">
        {verdict.faults.map(({ kind, seq, sentence }) => (
          <li key={`${kind} ${seq}`}>{sentence}</li>
        ))}
      </ul>
    </>
  )
}
