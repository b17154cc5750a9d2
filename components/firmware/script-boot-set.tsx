'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { SetEditor } from '#components/setup/set-editor.tsx'
import { Notice } from '#components/ui/notice.tsx'
import type { CredentialField, Site, UpdateScriptBody } from '#lib/client/contracts.ts'
import { isPlain, type TargetDraft } from '#lib/client/setup-draft.ts'

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

const NAMES = { uri: 'cupsUri', trust: 'cupsTrust', crt: 'cupsCrt', key: 'cupsKey' } as const

/** What cups-boot becomes: URI, CA, and a key where the gateway's own does not do. */
export function ScriptBootSet({ draft, onDraft, site, own, errorOf }: ScriptBootSetProps) {
  return (
    <SetEditor
      category="cups"
      draft={draft}
      onDraft={onDraft}
      label={t`CUPS URI`}
      hint={t`https://host:port. Without a path.`}
      errorOf={(field) => errorOf(NAMES[field])}
      site={own ? undefined : site}
      noTrust={t`The CA that the server’s certificate leads to.`}
      noKey={t`Left empty, each gateway keeps the key that it has.`}
      ownKey={
        own && (
          <p className="text-sm text-ink-2">
            <Trans>Key: each gateway keeps its own. It enters this Gatehouse with the token that it came with.</Trans>
          </p>
        )
      }
      secret={
        <Notice kind="warning">
          <Trans>
            The script then holds a secret, the same for every gateway that runs it. It is stored encrypted, shown to
            you once, and cannot be downloaded later.
          </Trans>
        </Notice>
      }
    />
  )
}
