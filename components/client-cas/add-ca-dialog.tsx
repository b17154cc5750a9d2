'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Choice } from '#components/ui/choice.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input, Textarea } from '#components/ui/field.tsx'
import { FileDrop } from '#components/ui/file-drop.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { notify } from '#components/ui/toast.tsx'
import { bytesToBase64 } from '#lib/client/base64.ts'
import { type ClientCa, clientCaApi, clientCaKeys } from '#lib/client/client-ca-api.ts'
import { paths } from '#lib/client/paths.ts'
import { useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'

const MOST = 48 * 1024

/** One that Gatehouse runs, or the owner's own. */
export function AddCaDialog({ onClose }: { readonly onClose: () => void }) {
  const owner = useOwnerId()
  const router = useRouter()
  const [kept, setKept] = useState(true)
  const [name, setName] = useState('')
  const [certificate, setCertificate] = useState('')
  const [file, setFile] = useState<string>()
  const [fault, setFault] = useState<string>()
  const send = () => clientCaApi.add(owner, { name: name.trim(), ...(kept ? {} : { certificate }) })
  const add = useWrite(send, [clientCaKeys.all(owner)], (ca: ClientCa) => {
    notify(t`Added ${ca.name}`)
    router.push(paths.clientCa(owner, ca.id))
    onClose()
  })
  const problem = add.error instanceof ApiProblem ? add.error : undefined
  const take = async ([one]: File[]) => {
    if (!one) return
    if (one.size > MOST) return setFault(t`This file is too large for a certificate.`)
    const bytes = new Uint8Array(await one.arrayBuffer())
    const text = new TextDecoder().decode(bytes)
    setFault(undefined)
    setFile(one.name)
    setCertificate(text.includes('-----BEGIN') ? text : bytesToBase64(bytes))
    if (name === '') setName(one.name.replace(/\.\w+$/, '').slice(0, 64))
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!kept && certificate.trim() === '') return setFault(t`Drop or paste the certificate of your CA.`)
    add.mutate(undefined)
  }
  return (
    <Dialog open onOpenChange={onClose} wide title={t`Add a CA`}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {!problem?.field('certificate') && !problem?.field('name') && <Problem error={add.error} />}
        <div className="flex flex-col gap-2">
          <Choice name="ca-kind" checked={kept} onSelect={() => setKept(true)} title={t`Let Gatehouse run it`}>
            <Trans>
              It makes the CA, keeps its key sealed, issues a certificate for each gateway and renews it before it ends.
            </Trans>
          </Choice>
          <Choice name="ca-kind" checked={!kept} onSelect={() => setKept(false)} title={t`Upload your own`}>
            <Trans>
              You issue. A gateway is let in by a certificate of it with the gateway’s EUI in the CN or a DNS name.
            </Trans>
          </Choice>
        </div>
        {!kept && (
          <>
            <FileDrop
              single
              label={file ?? t`Drop the certificate of the CA,`}
              hint={t`PEM or DER, the one that signs the gateways’ certificates. Never its key.`}
              onFiles={(files) => void take(files)}
            />
            <Field label={t`Or paste it`} error={fault ?? problem?.field('certificate')}>
              <Textarea
                rows={4}
                value={file ? '' : certificate}
                onChange={(event) => {
                  setFile(undefined)
                  setCertificate(event.target.value)
                }}
                placeholder="-----BEGIN CERTIFICATE-----"
                className="mono text-[0.75rem]!"
                spellCheck={false}
                autoComplete="off"
              />
            </Field>
          </>
        )}
        <Field label={t`Name`} hint={kept ? t`It is the CN of the CA.` : undefined} error={problem?.field('name')}>
          <Input
            value={name}
            onChange={(event) => setName(event.target.value)}
            maxLength={64}
            required
            autoComplete="off"
          />
        </Field>
        <Actions>
          <Button type="submit" variant="primary" pending={add.isPending}>
            {kept ? t`Make the CA` : t`Add the CA`}
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </Actions>
        <SameAsCurl call={send} />
      </form>
    </Dialog>
  )
}
