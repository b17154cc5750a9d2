'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ExternalLink, KeyRound, X } from 'lucide-react'
import { useState } from 'react'
import { CertificateCard } from '#components/gateways/certificate-card.tsx'
import { SlotError, SlotLine } from '#components/setup/credential-slot.tsx'
import { readFiles, recognise } from '#components/setup/recognise-files.ts'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Field, Input, Select } from '#components/ui/field.tsx'
import { FileDrop } from '#components/ui/file-drop.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { StepTitle } from '#components/ui/step-title.tsx'
import type { CredentialField } from '#lib/client/contracts.ts'
import type { NetworkSide, Root } from '#lib/client/lns-api.ts'
import { say } from '#lib/client/say.ts'
import { parseEui } from '#lib/domain/identifiers.ts'
import { gatewayIdOn, keyPlaceUrl } from '#lib/domain/lns/key-place.ts'
import type { ConnectDraft, GivenFile } from './connect-draft.ts'
import { KeyFiles } from './key-files.tsx'
import { MakeGateway } from './make-gateway.tsx'

interface CredentialsStepProps {
  readonly draft: ConnectDraft
  readonly roots: readonly Root[]
  readonly gateways: readonly string[]
  readonly faultOf: (field: string) => string | undefined
  readonly onChange: (patch: Partial<ConnectDraft> | ((now: ConnectDraft) => Partial<ConnectDraft>)) => void
  /** Files are on their way to be recognised. */
  readonly onReading: (reading: boolean) => void
}

/** Address, key or files, and the one root; each with the place where it comes from. */
export function CredentialsStep({ draft, roots, gateways, faultOf, onChange, onReading }: CredentialsStepProps) {
  const owner = useOwnerId()
  const { network, files } = draft
  const side = network[draft.side] ?? network.lns
  const [refused, setRefused] = useState<readonly string[]>([])
  const drop = async (given: File[]) => {
    onReading(true)
    const { contents, refused: large } = await readFiles(given)
    const found = await recognise(owner, contents).catch((error: Error) => ({ items: [], refused: [error.message] }))
    setRefused([...large, ...found.refused])
    const added: Partial<Record<CredentialField, GivenFile>> = {}
    for (const { field, item } of found.items) if (item.mode === 'set') added[field] = item
    onChange((now) => ({ files: { ...now.files, ...added } }))
    onReading(false)
  }
  const without = (field: CredentialField) => () => {
    const { [field]: _, ...rest } = files
    onChange({ files: rest })
  }
  const takesToken = side.credential !== 'certificate' && !files.crt
  return (
    <section className="flex flex-col gap-4" aria-labelledby="credentials-step">
      <StepTitle step={2} id="credentials-step">{t`Server and credentials`}</StepTitle>
      {network.cups && (
        <Field label={t`Lead gateways to`} className="sm:max-w-sm">
          <Select
            value={draft.side}
            onChange={(event) => onChange({ side: event.target.value === 'cups' ? 'cups' : 'lns', discovery: false })}
            options={[
              { value: 'lns', label: t`its network server (LNS)` },
              { value: 'cups', label: t`its CUPS: the gateway leaves Gatehouse` },
            ]}
          />
        </Field>
      )}
      {draft.side === 'cups' && (
        <Notice kind="warning">
          <Trans>
            After its next check-in the gateway asks the network’s CUPS, and Gatehouse does not see it any more.
          </Trans>
        </Notice>
      )}
      <Field label={network.addressLabel} error={faultOf('address')} hint={t`For example ${network.addressExample}`}>
        <Input
          value={draft.address}
          onChange={(event) => onChange({ address: event.target.value })}
          className="mono"
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
        />
      </Field>
      {takesToken && !files.key && (
        <Field
          label={t`API key`}
          error={faultOf('apiKey') ?? faultOf('key')}
          hint={t`As the network showed it; “Authorization: Bearer …” and the line end are made.`}
        >
          <Input
            type="password"
            value={draft.apiKey}
            onChange={(event) => onChange({ apiKey: event.target.value })}
            className="mono"
            spellCheck={false}
            autoComplete="off"
          />
        </Field>
      )}
      <div className="text-sm text-ink-2">
        {side.rights.length > 0 && (
          <>
            <p>{side.rights.length === 1 ? t`The key needs this one right:` : t`The key needs these rights:`}</p>
            <ul className="list-disc pl-5 text-ink">
              {side.rights.map((right) => (
                <li key={right.id}>{right.name}</li>
              ))}
            </ul>
          </>
        )}
        <p className="mt-1">{side.keyPlace.steps}</p>
        <KeyPlace side={side} address={draft.address} gateway={gateways[0]} />
      </div>
      {network.id === 'the-things-stack' && draft.side === 'lns' && (
        <MakeGateway draft={draft} gateways={gateways} onKey={(apiKey) => onChange({ apiKey })} />
      )}
      <FileDrop
        label={
          takesToken ? t`Drop a CA certificate or other files here,` : t`Drop certificate, key and CA certificate here,`
        }
        hint={t`PEM or DER, any number at once. Each is recognised by its content.`}
        onFiles={(given) => void drop(given)}
      />
      {refused.map((sentence) => (
        <SlotError key={sentence}>{sentence}</SlotError>
      ))}
      {files.crt?.facts && (
        <CertificateCard
          title={t`Certificate`}
          facts={files.crt.facts}
          source={files.crt.source}
          warnings={files.crt.warnings}
          actions={<Remove what={t`certificate`} onClick={without('crt')} />}
        />
      )}
      <SlotError>{faultOf('crt')}</SlotError>
      {files.key && (
        <SlotLine icon={KeyRound} title={t`Key`} actions={<Remove what={t`key`} onClick={without('key')} />}>
          <span className="text-ink-2">
            {files.key.kind === 'token' ? t`Token` : t`Private key`}, {files.key.source}
          </span>
        </SlotLine>
      )}
      {(files.key || !takesToken) && <SlotError>{faultOf('key')}</SlotError>}
      {files.trust?.facts ? (
        <CertificateCard
          title={t`Trust`}
          facts={files.trust.facts}
          source={files.trust.source}
          warnings={files.trust.warnings}
          actions={<Remove what={t`trust`} onClick={without('trust')} />}
        />
      ) : (
        <Field
          label={t`Root`}
          hint={network.rootHint}
          error={faultOf('trust') ?? faultOf('root')}
          className="sm:max-w-md"
        >
          <Select
            value={draft.root}
            onChange={(event) => onChange({ root: event.target.value })}
            options={[
              { value: '', label: t`The one that the check finds` },
              ...roots.map(({ id, name, operator, validTo }) => ({
                value: id,
                label: t`${name} (${operator}, until ${validTo.slice(0, 4)})`,
              })),
            ]}
          />
        </Field>
      )}
      {draft.apiKey !== '' && takesToken && <KeyFiles apiKey={draft.apiKey} side={draft.side} />}
      <Disclosure title={t`What people run into with ${say(network.name)}`}>
        <ul className="list-disc pl-5 text-sm text-ink-2">
          {network.traps.map((trap) => (
            <li key={trap} className="py-0.5">
              {trap}
            </li>
          ))}
        </ul>
      </Disclosure>
    </section>
  )
}

function Remove({ what, onClick }: { readonly what: string; readonly onClick: () => void }) {
  return (
    <IconButton label={t`Remove the ${what}`} onClick={onClick}>
      <X aria-hidden className="size-3.5" />
    </IconButton>
  )
}

interface KeyPlaceProps {
  readonly side: NetworkSide
  readonly address: string
  /** The first one that is meant. */
  readonly gateway: string | undefined
}

/** The page of the network's console where the key is made; never anything but a host that was typed. */
function KeyPlace({ side, address, gateway }: KeyPlaceProps) {
  const host = /^(?:[a-z]+:\/\/)?([a-z0-9][a-z0-9.-]*\.[a-z]{2,})(?=[:/]|$)/i.exec(address.trim())?.[1]
  const parsed = parseEui(gateway ?? '')
  const eui = parsed.ok ? parsed.value : undefined
  const exact = host && eui ? keyPlaceUrl(side, host, eui) : null
  const all = host ? keyPlaceUrl(side, host, undefined) : null
  if (!host || !eui || !exact)
    return all && <ConsoleLink href={all}>{t`Open the console of ${host ?? ''}`}</ConsoleLink>
  return (
    <p className="mt-1">
      <ConsoleLink href={exact}>{t`Add the key in the console of ${host}`}</ConsoleLink>
      <span className="block">
        <Trans>
          For the gateway with the id <span className="mono break-all">{gatewayIdOn(eui)}</span>. It has another one
          there? Choose it from{' '}
          <a
            href={all ?? exact}
            target="_blank"
            rel="noreferrer"
            className="rounded-sm text-accent-ink underline underline-offset-3"
          >
            its gateways
          </a>
          .
        </Trans>
      </span>
    </p>
  )
}

function ConsoleLink({ href, children }: { readonly href: string; readonly children: string }) {
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer"
      className="mt-1 inline-flex items-center gap-1 rounded-sm font-medium text-accent-ink underline underline-offset-3"
    >
      {children}
      <ExternalLink aria-hidden className="size-3.5" />
    </a>
  )
}
