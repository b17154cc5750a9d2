'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Download } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Choice } from '#components/ui/choice.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { notify } from '#components/ui/toast.tsx'
import { api } from '#lib/client/api.ts'
import { SENT, type Secrets } from '#lib/client/call.ts'
import { paths } from '#lib/client/paths.ts'
import { keys, useSite, useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { saveBlob, stationFiles, tokenHeader, tokenKeyFile, zipStationFiles } from '#lib/client/station-files.ts'
import { formatEui64, formatId6, parseEui } from '#lib/domain/identifiers.ts'
import { formatGatewayTitle } from './gateway-title.ts'

interface Added {
  readonly gateway: string
  readonly token: string
}

/** A gateway that is in no batch: its EUI and the token that it will show at its first check-in. */
export function AddForm() {
  const owner = useOwnerId()
  const [gateway, setGateway] = useState('')
  const [flavor, setFlavor] = useState('station')
  const [own, setOwn] = useState(false)
  const [token, setToken] = useState('')
  const [fault, setFault] = useState<string>()
  const [added, setAdded] = useState<Added>()
  const send = (id: string, as: Secrets = SENT) => {
    const body = { gateway: id, flavorid: flavor.trim() }
    return own
      ? api.add(owner, { ...body, token: as.variable(token.trim(), 'GATEWAY_TOKEN') })
      : api.generateToken(owner, body)
  }
  const add = useWrite(
    async (id: string): Promise<Added> => {
      const [result] = await send(id)
      if (!result || result.error)
        throw new ApiProblem(200, result?.error ?? t`Gatehouse gave no answer for this gateway.`, {})
      return { gateway: result.gateway, token: result.token ?? token.trim() }
    },
    [keys.gateways(owner)],
    setAdded,
  )
  const parsed = parseEui(gateway)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setFault(parsed.ok ? undefined : parsed.error)
    if (parsed.ok) add.mutate(formatId6(parsed.value))
  }
  if (added) return <AddedGateway added={added} generated={!own} owner={owner} />
  return (
    <div className="max-w-xl">
      <PageHeader
        crumbs={[{ label: t`Gateways`, href: paths.gateways(owner) }]}
        title={t`Add a gateway`}
        lead={t`For a gateway that has no claim PIN: you put the credential files on it yourself.`}
      />
      <form onSubmit={submit} className="flex flex-col gap-5">
        <Problem error={add.error} />
        <Field
          label="EUI"
          error={fault}
          hint={
            parsed.ok ? (
              <Trans>
                EUI-64 <span className="mono">{formatEui64(parsed.value)}</span>, reported by Station as{' '}
                <span className="mono">{formatId6(parsed.value)}</span>.
              </Trans>
            ) : (
              t`EUI-64, MAC or ID6, with or without separators.`
            )
          }
        >
          <Input
            value={gateway}
            onChange={(event) => setGateway(event.target.value)}
            onBlur={() => setFault(gateway && !parsed.ok ? parsed.error : undefined)}
            className="mono"
            placeholder={t`B8-27-EB-FF-FE-A6-7A-72`}
            required
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            autoFocus
          />
        </Field>
        <Field label={t`Flavor`} hint={t`The kind of gateway, in your words. At most 64 characters.`}>
          <Input value={flavor} onChange={(event) => setFlavor(event.target.value)} maxLength={64} required />
        </Field>
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1.5 text-sm font-medium">
            <Trans>Token</Trans>
          </legend>
          <Choice name="token" checked={!own} onSelect={() => setOwn(false)} title={t`Generate a token`}>
            <Trans>Made by the server and shown once.</Trans>
          </Choice>
          <Choice
            name="token"
            checked={own}
            onSelect={() => setOwn(true)}
            title={t`Use a token that is on the gateway already`}
          >
            <Trans>
              What stands after <code className="mono">Authorization: </code> in its{' '}
              <code className="mono">cups.key</code>.
            </Trans>
          </Choice>
          {own && (
            <Field label={t`Token on the gateway`} hideLabel className="mt-1">
              <Input
                value={token}
                onChange={(event) => setToken(event.target.value)}
                className="mono"
                placeholder={t`Token`}
                required
                spellCheck={false}
                autoComplete="off"
              />
            </Field>
          )}
        </fieldset>
        <Actions>
          <Button type="submit" variant="primary" pending={add.isPending}>
            <Trans>Add gateway</Trans>
          </Button>
          <ButtonLink href={paths.gateways(owner)} variant="ghost">
            <Trans>Cancel</Trans>
          </ButtonLink>
        </Actions>
        <SameAsCurl call={(as) => parsed.ok && send(formatId6(parsed.value), as)} />
      </form>
    </div>
  )
}

interface AddedGatewayProps {
  readonly added: Added
  readonly generated: boolean
  readonly owner: string
}

function AddedGateway({ added, generated, owner }: AddedGatewayProps) {
  const site = useSite()
  const download = async () => {
    if (!site.data) return
    const files = stationFiles('cups', {
      uri: site.data.cupsUri,
      trust: site.data.cupsTrust,
      key: tokenKeyFile(added.token),
    })
    saveBlob(await zipStationFiles(files), `cups-${added.gateway.replaceAll(':', '-')}.zip`)
    notify(t`Saved cups.uri, cups.trust and cups.key`)
  }
  return (
    <div className="max-w-2xl">
      <PageHeader
        crumbs={[{ label: t`Gateways`, href: paths.gateways(owner) }]}
        title={<span className="mono">{formatGatewayTitle(added.gateway)}</span>}
        lead={t`Added. Put these files into the Station’s home; at its next start it checks in here.`}
      />
      <dl className="border-t text-sm">
        <FileLine name="cups.uri" text={site.data?.cupsUri ?? ''} copy />
        <FileLine
          name="cups.trust"
          text={
            site.data?.cupsTrust
              ? t`The CA certificate of this server`
              : t`The CA certificate of this server’s TLS certificate`
          }
          plain
        />
        <FileLine name="cups.key" text={tokenHeader(added.token)} copy={generated} />
      </dl>
      {generated && (
        <Notice kind="warning" className="mt-4">
          <Trans>
            The token is shown once. Copy it or save the files before you leave this page; Gatehouse never shows it
            again.
          </Trans>
        </Notice>
      )}
      <Problem error={site.error} className="mt-4" />
      <Actions className="mt-5">
        <Button variant="primary" onClick={() => void download()} disabled={!site.data}>
          <Download aria-hidden className="size-3.5" /> <Trans>Download CUPS files</Trans>
        </Button>
        <ButtonLink href={paths.setup(owner, added.gateway)}>
          <Trans>Set up the gateway</Trans>
        </ButtonLink>
        <ButtonLink href={paths.gateway(owner, added.gateway)} variant="ghost">
          <Trans>Open the gateway</Trans>
        </ButtonLink>
      </Actions>
    </div>
  )
}

interface FileLineProps {
  readonly name: string
  readonly text: string
  readonly copy?: boolean
  readonly plain?: boolean
}

function FileLine({ name, text, copy, plain }: FileLineProps) {
  return (
    <div className="flex min-h-10 items-center gap-3 border-b py-1.5">
      <dt className="mono w-24 shrink-0 text-ink-3">{name}</dt>
      <dd className={plain ? 'min-w-0 flex-1 text-ink-2' : 'mono min-w-0 flex-1 break-all'}>{text}</dd>
      {copy && <CopyButton text={text} what={t`the content of ${name}`} />}
    </div>
  )
}
