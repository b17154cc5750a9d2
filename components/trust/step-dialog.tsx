'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { formatCount } from '#lib/client/format.ts'
import type { OpenStep, TrustChange } from '#lib/client/trust-api.ts'
import { CertificateFile } from './certificate-file.tsx'

interface StepDialogProps {
  readonly change: TrustChange
  readonly step: OpenStep
  readonly pending: boolean
  readonly error: unknown
  /** Does the step. */
  readonly send: (chain: string | undefined) => unknown
  readonly onConfirm: (chain: string | undefined) => void
  readonly onClose: () => void
}

const gateways = (count: number): string => (count === 1 ? t`one gateway` : t`${formatCount(count)} gateways`)

/** What happens, to how many, and what may come back. */
export function StepDialog({ change, step, pending, error, send, onConfirm, onClose }: StepDialogProps) {
  const [chain, setChain] = useState('')
  const { counts, stepUri, finalUri, uri } = change
  const rolls = step === 'give' || step === 'move'
  const words = {
    give: {
      title: t`Give the new root`,
      action: t`Start step 1`,
      lines: [
        t`${gateways(counts.waiting + counts['stuck-1'])} get the new root for ${stepUri}, 1 % first, then 10 %, then the rest.`,
        t`It halts by itself when too many fail, and can be taken back.`,
        t`First ${stepUri} is looked at: unless the new root verifies it, nothing starts.`,
      ],
    },
    move: {
      title: t`Move to the final address`,
      action: t`Start step 2`,
      lines: [
        t`${gateways(counts.proven + counts['stuck-2'])} that have proven the new root go to ${finalUri}, 1 % first, then 10 %, then the rest.`,
        t`Those that have not stay where they are.`,
        t`First ${finalUri} is looked at: unless the new root verifies it, nothing starts.`,
      ],
    },
    return: {
      title: t`Take the last step back`,
      action: t`Take back`,
      lines: [
        t`Gateways get what they had before it, at their next check-in.`,
        t`Refused where the former server does not verify under what they had.`,
        t`Those that somebody has set up otherwise since are left as they are.`,
      ],
    },
    finish: {
      title: t`Finish the change`,
      action: t`Finish`,
      lines: [t`Every gateway has proven the new root. The change is kept as a record.`],
    },
    cancel: {
      title: t`Cancel the change`,
      action: t`Cancel the change`,
      lines: [
        t`Gateways keep what they have: those with the new root stay under it.`,
        change.stillOld > 0
          ? t`${gateways(change.stillOld)} may still use ${uri} with another root: leave it verifiable by that.`
          : t`The change is kept as a record.`,
      ],
    },
  }[step]
  return (
    <Dialog open onOpenChange={onClose} title={words.title} wide={rolls}>
      <ul className="mb-4 list-disc space-y-1.5 pl-5 text-sm break-words text-ink-2">
        {words.lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {rolls && (
        <>
          <Disclosure title={t`The server cannot be reached from here`} className="mb-2">
            <CertificateFile
              label={t`Chain`}
              hint={t`What it presents, as PEM, its own certificate first. It is judged in place of asking.`}
              value={chain}
              error={undefined}
              onValue={setChain}
            />
          </Disclosure>
          <SameAsCurl className="mb-3" call={() => send(chain.trim() || undefined)} />
        </>
      )}
      <Problem error={error} className="mb-4" />
      <Actions>
        <Button
          variant={step === 'cancel' || step === 'return' ? 'danger' : 'primary'}
          pending={pending}
          onClick={() => onConfirm(chain.trim() || undefined)}
        >
          {words.action}
        </Button>
        <Button onClick={onClose}>
          <Trans>Not now</Trans>
        </Button>
      </Actions>
    </Dialog>
  )
}
