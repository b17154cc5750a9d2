'use client'

import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { notify } from '#components/ui/toast.tsx'
import { api } from '#lib/client/api.ts'
import type { Gateway } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { parseEui } from '#lib/domain/identifiers.ts'
import { formatGatewayTitle } from './gateway-title.ts'

interface DeleteDialogProps {
  readonly gateway: Gateway
  readonly onClose: () => void
}

/** Says what stays on the gateway (rules.md 17) and asks for its identifier, in any notation. */
export function DeleteDialog({ gateway, onClose }: DeleteDialogProps) {
  const owner = useOwnerId()
  const router = useRouter()
  const [typed, setTyped] = useState('')
  const [fault, setFault] = useState<string>()
  const title = formatGatewayTitle(gateway.gateway)
  const remove = useWrite(
    async () => {
      const [result] = await api.remove(owner, gateway.gateway)
      if (result?.error) throw new ApiProblem(200, result.error, {})
    },
    [keys.gateways(owner)],
    () => {
      notify(`Deleted ${title}`)
      router.replace(paths.gateways(owner))
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const [given, wanted] = [parseEui(typed), parseEui(gateway.gateway)]
    const same = given.ok && wanted.ok && given.value === wanted.value
    setFault(same ? undefined : `This is not the identifier of the gateway. Type ${title}.`)
    if (same) remove.mutate(undefined)
  }
  return (
    <Dialog open onOpenChange={onClose} title="Delete this gateway">
      <form onSubmit={submit} className="flex flex-col gap-4">
        <ul className="list-disc space-y-1.5 pl-5 text-sm text-ink-2">
          <li>
            <span className="font-medium text-ink">What is on the gateway stays there.</span> It remains connected to{' '}
            {gateway.reported?.tcUri ? (
              <span className="mono wrap-anywhere">{gateway.reported.tcUri}</span>
            ) : (
              'the LNS that it has'
            )}{' '}
            until the next owner sets another one.
          </li>
          <li>Its credentials are wiped here and refused from now on. This cannot be undone.</li>
          <li>
            {gateway.origin === 'batch'
              ? 'Whoever has the claim PIN of its label can claim it.'
              : 'To have it here again, add it with a token. An add counts against the owner’s limit.'}
          </li>
        </ul>
        <Problem error={remove.error} />
        <Field
          label={
            <>
              Type <span className="mono select-all">{title}</span>
            </>
          }
          error={fault}
        >
          <Input
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            className="mono"
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            autoFocus
          />
        </Field>
        <Actions>
          <Button type="submit" variant="danger" pending={remove.isPending}>
            Delete gateway
          </Button>
          <Button onClick={onClose}>Keep it</Button>
        </Actions>
      </form>
    </Dialog>
  )
}
