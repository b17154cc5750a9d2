'use client'

import { ClipboardPaste, DoorOpen } from 'lucide-react'
import { useState } from 'react'
import { CredentialSlot } from '#components/setup/credential-slot.tsx'
import { type Content, readFiles, recognise } from '#components/setup/recognise-files.ts'
import { TokenSlot } from '#components/setup/token-slot.tsx'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { FileDrop } from '#components/ui/file-drop.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PasteBox } from '#components/ui/paste-box.tsx'
import { Problem } from '#components/ui/problem.tsx'
import type { CredentialField, Site, UpdateScriptBody } from '#lib/client/contracts.ts'
import { isPlain, KEEP, type TargetDraft, withItem } from '#lib/client/setup-draft.ts'

export const NO_BOOT_SET: TargetDraft = { uri: '', trust: KEEP, crt: KEEP, key: KEEP }

/** The body of the call; without a key the gateway keeps its own. */
export function bootSetBody(draft: TargetDraft): NonNullable<UpdateScriptBody['bootSet']> {
  const uri = draft.uri.trim()
  const given = (field: CredentialField) => {
    const item = draft[field]
    return item.mode === 'set' && !isPlain(uri) ? item.base64 : undefined
  }
  const [cupsTrust, cupsCrt, cupsKey] = [given('trust'), given('crt'), given('key')]
  return {
    cupsUri: uri,
    ...(cupsTrust ? { cupsTrust } : {}),
    ...(cupsCrt ? { cupsCrt } : {}),
    ...(cupsKey ? { cupsKey } : {}),
  }
}

interface ScriptBootSetProps {
  readonly draft: TargetDraft
  readonly onDraft: (draft: TargetDraft) => void
  readonly site: Site | undefined
  /** The URI is this installation's CUPS. */
  readonly own: boolean
  /** The server's word about a field: `cupsUri`. */
  readonly errorOf: (field: string) => string | undefined
}

/** What cups-boot becomes: URI, CA, and a key where the gateway's own does not do. */
export function ScriptBootSet({ draft, onDraft, site, own, errorOf }: ScriptBootSetProps) {
  const owner = useOwnerId()
  const [pasting, setPasting] = useState(false)
  const [reading, setReading] = useState(false)
  const [refused, setRefused] = useState<readonly string[]>([])
  const [failure, setFailure] = useState<unknown>()
  const plain = isPlain(draft.uri)
  const take = async (contents: readonly Content[], before: readonly string[] = [], start = draft) => {
    setReading(true)
    setFailure(undefined)
    try {
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
    const { contents, refused: tooLarge } = await readFiles(files)
    await take(contents, tooLarge)
  }
  const ours = async ({ cupsUri, cupsTrust }: Site) => {
    const start = { ...NO_BOOT_SET, uri: cupsUri }
    onDraft(start)
    const ca = { name: 'CA of this Gatehouse', bytes: new TextEncoder().encode(cupsTrust ?? '') }
    if (cupsTrust) await take([ca], [], start)
  }
  return (
    <div className="flex flex-col gap-3">
      <Field label="CUPS URI" hint="https://host:port. Without a path." error={errorOf('cupsUri')}>
        <Input
          value={draft.uri}
          onChange={(event) => onDraft({ ...draft, uri: event.target.value })}
          className="mono"
          placeholder="https://cups.example.com:443"
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
        />
      </Field>
      {site && !own && (
        <div>
          <Button onClick={() => void ours(site)} pending={reading}>
            <DoorOpen aria-hidden className="size-3.5" /> Use this Gatehouse
          </Button>
        </div>
      )}
      {plain ? (
        <Notice>Over http there is no authentication: the script empties CA, certificate and key.</Notice>
      ) : (
        <>
          <FileDrop label="Drop the CA of the server," onFiles={(files) => void drop(files)} disabled={reading}>
            <Button variant="ghost" aria-expanded={pasting} onClick={() => setPasting(!pasting)}>
              <ClipboardPaste aria-hidden className="size-3.5" /> Paste
            </Button>
          </FileDrop>
          {pasting && (
            <PasteBox
              label="Pasted text"
              hint="A certificate or a key in PEM."
              placeholder="-----BEGIN CERTIFICATE-----"
              action="Use it"
              pending={reading}
              onContent={async (text) => {
                if (await take([{ name: 'pasted', bytes: new TextEncoder().encode(text) }])) setPasting(false)
              }}
            />
          )}
          <Problem error={failure} />
          {refused.map((sentence) => (
            <Notice key={sentence} kind="error">
              {sentence}
            </Notice>
          ))}
          <CredentialSlot
            title="CA"
            stored={null}
            item={draft.trust}
            absent="The CA that the server’s certificate leads to."
            error={errorOf('cupsTrust')}
            onItem={(item) => onDraft(withItem(draft, null, 'trust', item))}
          />
          {own ? (
            <p className="text-sm text-ink-2">
              Key: each gateway keeps its own. It enters this Gatehouse with the token that it came with.
            </p>
          ) : (
            <OtherKey draft={draft} onDraft={onDraft} errorOf={errorOf} onToken={(header) => void take([header])} />
          )}
        </>
      )}
    </div>
  )
}

type OtherKeyProps = Pick<ScriptBootSetProps, 'draft' | 'onDraft' | 'errorOf'> & {
  readonly onToken: (content: Content) => void
}

function OtherKey({ draft, onDraft, errorOf, onToken }: OtherKeyProps) {
  const withCertificate = draft.crt.mode === 'set'
  return (
    <>
      {withCertificate && (
        <CredentialSlot
          title="Certificate"
          stored={null}
          item={draft.crt}
          absent="Optional."
          error={errorOf('cupsCrt')}
          onItem={(item) => onDraft(withItem(draft, null, 'crt', item))}
        />
      )}
      <TokenSlot
        stored="none"
        item={draft.key}
        withCertificate={withCertificate}
        empty="Left empty, each gateway keeps the key that it has."
        error={errorOf('cupsKey')}
        matches={false}
        onItem={(item) => onDraft(withItem(draft, null, 'key', item))}
        onToken={(header) => onToken({ name: 'typed', bytes: new TextEncoder().encode(header) })}
      />
      {draft.key.mode === 'set' && (
        <Notice kind="warning">
          The script then holds a secret, the same for every gateway that runs it. It is stored encrypted, shown to you
          once, and cannot be downloaded later.
        </Notice>
      )}
    </>
  )
}
