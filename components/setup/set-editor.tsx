'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ClipboardPaste, DoorOpen } from 'lucide-react'
import dynamic from 'next/dynamic'
import { type ReactNode, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { FileDrop } from '#components/ui/file-drop.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Problem } from '#components/ui/problem.tsx'
import type { Category, CredentialField, Site } from '#lib/client/contracts.ts'
import { say } from '#lib/client/say.ts'
import { isPlain, NO_SET, type TargetDraft, withItem } from '#lib/client/setup-draft.ts'
import { CredentialSlot } from './credential-slot.tsx'
import type { Content } from './recognise-files.ts'
import { TokenSlot } from './token-slot.tsx'

const PasteBox = dynamic(() => import('#components/ui/paste-box.tsx').then((module) => module.PasteBox), {
  loading: () => null,
})

interface SetEditorProps {
  readonly category: Category
  readonly draft: TargetDraft
  readonly onDraft: (draft: TargetDraft) => void
  readonly label: string
  readonly hint: string
  /** The server's word about a field. */
  readonly errorOf: (field: 'uri' | CredentialField) => string | undefined
  /** For “Use this Gatehouse”. */
  readonly site?: Site | undefined
  /** Instead of certificate and key. */
  readonly ownKey?: ReactNode
  /** What a key that is not given means. */
  readonly noKey: string
  readonly noTrust: string
  /** Under the key, once one is given. */
  readonly secret?: ReactNode
}

/** A set that is written for many gateways: URI, CA, certificate and key, each of which may be left out. */
export function SetEditor(props: SetEditorProps) {
  const { category, draft, onDraft, label, hint, errorOf, site, ownKey, noKey, noTrust, secret } = props
  const owner = useOwnerId()
  const [pasting, setPasting] = useState(false)
  const [reading, setReading] = useState(false)
  const [refused, setRefused] = useState<readonly string[]>([])
  const [failure, setFailure] = useState<unknown>()
  const take = async (contents: readonly Content[], before: readonly string[] = [], start = draft) => {
    setReading(true)
    setFailure(undefined)
    try {
      const { recognise } = await import('./recognise-files.ts')
      const { items, refused: more } = await recognise(owner, contents)
      setRefused([...before, ...more])
      onDraft(items.reduce((next, { field, item }) => withItem(next, null, field, item), start))
      return more.length === 0
    } catch (caught) {
      setFailure(caught)
      return false
    } finally {
      setReading(false)
    }
  }
  const drop = async (files: File[]) => {
    const { readFiles } = await import('./recognise-files.ts')
    const { contents, refused: tooLarge } = await readFiles(files)
    await take(contents, tooLarge)
  }
  const ours = async ({ cupsUri, cupsTrust }: Site) => {
    const start = { ...NO_SET, uri: cupsUri }
    onDraft(start)
    const ca = { name: t`CA of this Gatehouse`, bytes: new TextEncoder().encode(cupsTrust ?? '') }
    if (cupsTrust) await take([ca], [], start)
  }
  const slot = (field: 'trust' | 'crt', title: string, absent: string) => (
    <CredentialSlot
      title={title}
      stored={null}
      item={draft[field]}
      absent={absent}
      error={errorOf(field)}
      onItem={(item) => onDraft(withItem(draft, null, field, item))}
    />
  )
  const withCertificate = draft.crt.mode === 'set'
  return (
    <div className="flex flex-col gap-3">
      <Field label={label} hint={hint} error={errorOf('uri')}>
        <Input
          value={draft.uri}
          onChange={(event) => onDraft({ ...draft, uri: event.target.value })}
          className="mono"
          placeholder={category === 'tc' ? 'wss://lns.example.com:8887' : 'https://cups.example.com:443'}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
        />
      </Field>
      {site && (
        <div>
          <Button onClick={() => void ours(site)} pending={reading}>
            <DoorOpen aria-hidden className="size-3.5" /> <Trans>Use this Gatehouse</Trans>
          </Button>
        </div>
      )}
      {isPlain(draft.uri) ? (
        <Notice>
          <Trans>Over http and ws there is no authentication: CA, certificate and key are emptied.</Trans>
        </Notice>
      ) : (
        <>
          <FileDrop label={t`Drop CA, certificate and key,`} onFiles={(files) => void drop(files)} disabled={reading}>
            <Button variant="ghost" aria-expanded={pasting} onClick={() => setPasting(!pasting)}>
              <ClipboardPaste aria-hidden className="size-3.5" /> <Trans>Paste</Trans>
            </Button>
          </FileDrop>
          {pasting && (
            <PasteBox
              label={t`Pasted text`}
              hint={t`A certificate or a key in PEM.`}
              placeholder="-----BEGIN CERTIFICATE-----"
              action={t`Use it`}
              pending={reading}
              onContent={async (text) => {
                if (await take([{ name: 'pasted', bytes: new TextEncoder().encode(text) }])) setPasting(false)
              }}
            />
          )}
          <Problem error={failure} />
          {refused.map((sentence) => (
            <Notice key={sentence} kind="error">
              {say(sentence)}
            </Notice>
          ))}
          {slot('trust', 'CA', noTrust)}
          {ownKey || (
            <>
              {withCertificate && slot('crt', t`Certificate`, t`Optional.`)}
              <TokenSlot
                stored="none"
                item={draft.key}
                withCertificate={withCertificate}
                empty={noKey}
                error={errorOf('key')}
                matches={false}
                onItem={(item) => onDraft(withItem(draft, null, 'key', item))}
                onToken={(header) => void take([{ name: 'typed', bytes: new TextEncoder().encode(header) }])}
              />
              {draft.key.mode === 'set' && secret}
            </>
          )}
        </>
      )}
    </div>
  )
}
