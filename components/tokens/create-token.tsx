'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useCan, useConsole } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyTextButton } from '#components/ui/copy-button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input, Select, Textarea } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { ShownOnce } from '#components/ui/shown-once.tsx'
import { api } from '#lib/client/api.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { RIGHTS, RIGHTS_OF_ROLE, type Right } from '#lib/domain/rights.ts'

const WORDS: Readonly<Record<Right, string>> = {
  'gateway:read': t`See gateways and their check-ins`,
  'gateway:claim': t`Claim, add and delete gateways`,
  'gateway:setup': t`Set URIs and credentials`,
  'firmware:write': t`Upload and schedule firmware`,
  'connection:read': t`See connections, deliveries and events`,
  'connection:write': t`Create, change and delete connections`,
  'interop:read': t`See join servers and network server presets`,
  'interop:write': t`Manage join servers and network server presets`,
  'owner:admin': t`Manage tokens and people`,
}

const LIFETIMES = [
  { value: '30', label: t`30 days` },
  { value: '90', label: t`90 days` },
  { value: '365', label: t`1 year` },
  { value: '', label: t`No end` },
]

const KINDS = [
  { value: 'token', label: t`A token` },
  { value: 'certificate', label: t`A client certificate` },
]

const DAY = 86_400_000

export function CreateToken({ onClose }: { readonly onClose: () => void }) {
  const { owner: at } = useConsole()
  const owner = at.id
  const admin = useCan('owner:admin')
  const [own, setOwn] = useState(false)
  const [name, setName] = useState('')
  const [rights, setRights] = useState<readonly Right[]>(['gateway:read'])
  const [days, setDays] = useState('90')
  const [noRight, setNoRight] = useState(false)
  const [kind, setKind] = useState<'token' | 'certificate'>('token')
  const [certificate, setCertificate] = useState('')
  const send = () => {
    const expiresAt = days === '' ? undefined : new Date(Date.now() + Number(days) * DAY).toISOString()
    const shown = kind === 'certificate' ? { certificate } : {}
    return api.createToken({ ownerid: owner, name: name.trim(), rights, own: own || !admin, expiresAt, ...shown })
  }
  const create = useWrite(send, [keys.tokens(owner)])
  const problem = create.error instanceof ApiProblem ? create.error : undefined
  const toggle = (right: Right, on: boolean) =>
    setRights(on ? [...rights, right] : rights.filter((other) => other !== right))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setNoRight(rights.length === 0)
    if (rights.length === 0) return
    create.mutate(undefined)
  }
  if (create.data?.token === null) return <Registered onClose={onClose} />
  if (create.data?.token) {
    return (
      <Dialog
        open
        onOpenChange={onClose}
        required
        wide
        title={t`Copy the token now`}
        description={t`It is shown once. Gatehouse keeps only a digest of it.`}
      >
        <ShownOnce text={create.data.token} className="mb-4" />
        <Actions>
          <CopyTextButton text={create.data.token} what={t`token`} />
          <Button onClick={onClose}>
            <Trans>I have copied it</Trans>
          </Button>
        </Actions>
      </Dialog>
    )
  }
  return (
    <Dialog open onOpenChange={onClose} title={kind === 'token' ? t`Create token` : t`Register certificate`}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {!problem?.field('name') && !problem?.field('certificate') && <Problem error={create.error} />}
        <Field label={t`Programs show`}>
          <Select options={KINDS} value={kind} onChange={(event) => setKind(event.target.value as typeof kind)} />
        </Field>
        <Field label={t`Name`} hint={t`What uses it, e.g. “provisioning script”.`} error={problem?.field('name')}>
          <Input value={name} onChange={(event) => setName(event.target.value)} maxLength={100} required autoFocus />
        </Field>
        {kind === 'certificate' && (
          <Field
            label={t`Certificate`}
            hint={t`PEM of the client certificate. Its private key stays with the program.`}
            error={problem?.field('certificate')}
          >
            <Textarea
              value={certificate}
              onChange={(event) => setCertificate(event.target.value)}
              rows={5}
              required
              spellCheck={false}
              placeholder="-----BEGIN CERTIFICATE-----"
              className="mono text-xs"
            />
          </Field>
        )}
        <fieldset>
          <legend className="mb-1 text-sm font-medium">
            <Trans>Rights</Trans>
          </legend>
          {RIGHTS.filter((right) => RIGHTS_OF_ROLE[at.role].includes(right)).map((right) => (
            <label
              key={right}
              className="flex min-h-8 cursor-pointer items-center gap-2.5 text-sm pointer-coarse:min-h-11"
            >
              <input
                type="checkbox"
                checked={rights.includes(right)}
                onChange={(event) => toggle(right, event.target.checked)}
                className="size-4 shrink-0 accent-accent"
              />
              <span className="min-w-0">
                {WORDS[right]} <span className="mono ml-1 text-xs text-ink-3">{right}</span>
              </span>
            </label>
          ))}
          {noRight && (
            <p role="alert" className="mt-1 text-sm text-danger">
              <Trans>The token has no right. Choose at least one.</Trans>
            </p>
          )}
        </fieldset>
        {admin && (
          <label className="flex cursor-pointer items-start gap-2.5 text-sm">
            <input
              type="checkbox"
              checked={own}
              onChange={(event) => setOwn(event.target.checked)}
              className="mt-0.5 size-4 shrink-0 accent-accent"
            />
            <span>
              <Trans>
                Bound to you
                <span className="block text-ink-3">
                  It never does more than you may at that moment, and ends with your membership.
                </span>
              </Trans>
            </span>
          </label>
        )}
        <Field label={t`Expires after`}>
          <Select options={LIFETIMES} value={days} onChange={(event) => setDays(event.target.value)} />
        </Field>
        <Actions>
          <Button type="submit" variant="primary" pending={create.isPending}>
            {kind === 'token' ? t`Create token` : t`Register certificate`}
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </Actions>
        {admin && !own && <SameAsCurl call={send} />}
      </form>
    </Dialog>
  )
}

function Registered({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t`Certificate registered`}
      description={t`Calls that show it in their TLS handshake are accepted on the API’s own port (API_PORT), and through a proxy that the operator named.`}
    >
      <Actions>
        <Button variant="primary" onClick={onClose}>
          <Trans>Done</Trans>
        </Button>
      </Actions>
    </Dialog>
  )
}
