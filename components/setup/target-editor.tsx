'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ClipboardPaste, DoorOpen } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useId, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { FileDrop } from '#components/ui/file-drop.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PasteBox } from '#components/ui/paste-box.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { StepTitle } from '#components/ui/step-title.tsx'
import { textToBase64 } from '#lib/client/base64.ts'
import type { Category, CredentialField, Inspection, Site, Target } from '#lib/client/contracts.ts'
import { formatBytes } from '#lib/client/format.ts'
import { CLEAR, type ItemDraft, isPlain, KEEP, type TargetDraft, withItem } from '#lib/client/setup-draft.ts'
import { foundText } from '#lib/client/setup-files/collect-files.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'
import { CredentialSlot } from './credential-slot.tsx'
import { Refused } from './refused-files.tsx'
import { TokenSlot } from './token-slot.tsx'
import { fieldError, warningTexts } from './use-inspection.ts'
import type { Intaking } from './use-intake.ts'

const ReadingFiles = dynamic(() => import('./reading-files.tsx').then((module) => module.ReadingFiles), {
  loading: () => null,
})
const FileQuestions = dynamic(() => import('./file-questions.tsx').then((module) => module.FileQuestions), {
  loading: () => null,
})

interface TargetEditorProps {
  readonly category: Category
  readonly current: Target | null
  readonly draft: TargetDraft
  readonly onDraft: (draft: TargetDraft) => void
  readonly inspection: Inspection | undefined
  readonly inspecting: boolean
  readonly error: Error | undefined
  readonly others: readonly string[]
  readonly uriError: string | undefined
  readonly site: Site | undefined
  /** The URI is this installation's CUPS. */
  readonly ownCups: boolean
  /** Files on their way into the draft. */
  readonly intake: Intaking
}

const URI_HINTS = {
  tc: t`wss://host:port of the LoRaWAN network server. Without a path.`,
  cups: t`https://host:port of the configuration server. Without a path.`,
} as const

export function TargetEditor(props: TargetEditorProps) {
  const { category, current, draft, onDraft, inspection, uriError, site, ownCups, intake } = props
  const filesId = useId()
  const [paste, setPaste] = useState(false)
  const { reading } = intake
  const plain = isPlain(draft.uri)

  const fillInOurs = (ours: Site) => {
    const clearIf = (stored: boolean): ItemDraft => (stored ? CLEAR : KEEP)
    const start: TargetDraft = {
      uri: ours.cupsUri,
      trust: KEEP,
      crt: clearIf(Boolean(current?.crt)),
      key: clearIf((current?.key ?? 'none') !== 'none'),
    }
    onDraft(start)
    if (ours.cupsTrust) void intake.take(foundText(t`CA of this Gatehouse`, ours.cupsTrust), category)
  }
  const set = (field: CredentialField, item: ItemDraft) => onDraft(withItem(draft, current, field, item))
  const slot = (field: 'trust' | 'crt', title: string, absent: string) => (
    <CredentialSlot
      title={title}
      stored={current?.[field] ?? null}
      item={draft[field]}
      absent={absent}
      error={fieldError(inspection, category, field)}
      onItem={(item) => set(field, item)}
    />
  )
  return (
    <>
      <section className="flex flex-col gap-3">
        <StepTitle step={1}>{t`Target`}</StepTitle>
        <Field label="URI" hint={t`${URI_HINTS[category]} Empty: not managed.`} error={uriError}>
          <Input
            value={draft.uri}
            onChange={(event) => onDraft({ ...draft, uri: event.target.value })}
            className="mono"
            placeholder={category === 'tc' ? 'wss://eu1.cloud.thethings.network:8887' : 'https://cups.example.com:443'}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
          />
        </Field>
        {category === 'cups' && site && !ownCups && (
          <div>
            <Button onClick={() => fillInOurs(site)} pending={reading}>
              <DoorOpen aria-hidden className="size-3.5" /> <Trans>Use this Gatehouse</Trans>
            </Button>
          </div>
        )}
        {ownCups && (
          <p className="text-sm text-ink-2">
            <Trans>
              This server. With key and certificate left empty, the token that the gateway uses now is put in.
            </Trans>
          </p>
        )}
      </section>
      <section aria-labelledby={filesId} className="flex flex-col gap-3">
        <StepTitle step={2} id={filesId}>{t`Files`}</StepTitle>
        {plain ? (
          <Notice kind="warning">
            <Trans>
              Without TLS there is no authentication. Trust, certificate and key of this target are cleared, and the
              connection can be read and changed on its way.
            </Trans>
          </Notice>
        ) : (
          <>
            <FileDrop
              label={t`Drop trust, certificate and key here,`}
              hint={t`Any number at once, zips and folders too, PEM or DER. Each is recognised by its content.`}
              onFound={(found) => void intake.take(found, category)}
            >
              {reading ? (
                <ReadingFiles progress={intake.progress} onCancel={intake.cancel} />
              ) : (
                <Button variant="ghost" aria-expanded={paste} onClick={() => setPaste(!paste)}>
                  <ClipboardPaste aria-hidden className="size-3.5" /> <Trans>Paste</Trans>
                </Button>
              )}
            </FileDrop>
            {paste && (
              <PasteBox
                label={t`PEM or token`}
                hint={t`A certificate, a private key, or the line Authorization: …`}
                placeholder="-----BEGIN CERTIFICATE-----"
                action={t`Read it`}
                onContent={async (text) => {
                  if (await intake.take(foundText(t`Pasted text`, text), category)) setPaste(false)
                }}
                pending={reading}
              />
            )}
            {intake.questions.length > 0 && <FileQuestions questions={intake.questions} onAnswer={intake.answer} />}
            <Refused sentences={intake.refused} />
            {intake.others && (
              <Notice>
                <Trans>
                  Files of{' '}
                  {intake.others.gateways === 1 ? t`another gateway` : t`${intake.others.gateways} other gateways`} were
                  left out, such as those of <span className="mono">{intake.others.example}</span>. To set many at once,
                  select them in the list of gateways.
                </Trans>
              </Notice>
            )}
            <Problem error={intake.failure} />
            <div className="flex flex-col gap-3">
              {slot('trust', t`Trust`, t`The CA certificate that the gateway trusts the server by.`)}
              {slot('crt', t`Certificate`, t`Only for mutual TLS. Empty: the gateway authenticates with a token.`)}
              <TokenSlot
                stored={current?.key ?? 'none'}
                item={draft.key}
                withCertificate={draft.crt.mode === 'set' || (draft.crt.mode === 'keep' && Boolean(current?.crt))}
                error={fieldError(inspection, category, 'key')}
                matches={Boolean(inspection && inspection.errors.length === 0 && draft.key.mode === 'set')}
                onItem={(item) => set('key', item)}
                onToken={(header) =>
                  set('key', {
                    mode: 'set',
                    base64: textToBase64(header),
                    source: 'typed',
                    kind: 'token',
                    warnings: [],
                  })
                }
              />
            </div>
          </>
        )}
        <Verdict {...props} />
      </section>
    </>
  )
}

/** What the server makes of the whole draft: faults of no field, warnings, and the size on the wire. */
function Verdict({ inspection, inspecting, error, others }: TargetEditorProps) {
  return (
    <div aria-live="polite" className="flex flex-col gap-2 empty:hidden">
      <Problem error={error} />
      {others.map((detail) => (
        <Notice key={detail} kind="error">
          {detail}
        </Notice>
      ))}
      {warningTexts(inspection).map((warning) => (
        <Notice key={warning} kind="warning">
          {warning}
        </Notice>
      ))}
      {!inspecting && inspection && inspection.errors.length === 0 && inspection.crc !== null && (
        <p className="text-sm text-ink-3">
          <Trans>
            Station 2.0.6 can digest it. On the wire: {formatBytes(inspection.segmentLength ?? 0)}, CRC{' '}
            <span className="mono">{formatCrc(inspection.crc)}</span>
          </Trans>
        </p>
      )}
    </div>
  )
}
