'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check, KeyRound, Undo2, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import type { Target } from '#lib/client/contracts.ts'
import { CLEAR, type ItemDraft, KEEP } from '#lib/client/setup-draft.ts'
import { isHeaderLine, tokenHeader } from '#lib/client/station-files.ts'
import { SlotError, SlotLine } from './credential-slot.tsx'

interface TokenSlotProps {
  readonly stored: Target['key']
  readonly item: ItemDraft
  readonly withCertificate: boolean
  /** Instead of the usual words for a key that is not given. */
  readonly empty?: string
  readonly error: string | undefined
  /** The server found no fault with the key that was given. */
  readonly matches: boolean
  readonly onItem: (item: ItemDraft) => void
  /** Takes the header line of a typed token. */
  readonly onToken: (header: string) => void
}

const STORED = { none: null, token: t`Token, stored`, 'private-key': t`Private key, stored` } as const

/** The key: a private key beside a certificate, else the token. Neither is ever shown again. */
export function TokenSlot({
  stored,
  item,
  withCertificate,
  empty: otherwise,
  error,
  matches,
  onItem,
  onToken,
}: TokenSlotProps) {
  const [typing, setTyping] = useState(false)
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() === '') return
    onToken(tokenHeader(text))
    setText('')
    setTyping(false)
  }
  const words =
    item.mode === 'set'
      ? `${item.kind === 'token' ? t`Token` : t`Private key`}, ${item.source}`
      : item.mode === 'clear'
        ? STORED[stored] && t`Will be cleared.`
        : STORED[stored]
  const empty = withCertificate
    ? t`The private key of the certificate.`
    : (otherwise ?? t`A token, or the private key of a certificate.`)
  return (
    <div className="flex flex-col gap-1.5">
      <SlotLine
        icon={KeyRound}
        title={t`Key`}
        actions={
          <>
            {!typing && !withCertificate && (
              <Button variant="ghost" className="h-7! px-2!" onClick={() => setTyping(true)}>
                <Trans>Type a token</Trans>
              </Button>
            )}
            {item.mode !== 'keep' ? (
              <IconButton label={t`Undo the change of the key`} onClick={() => onItem(KEEP)}>
                <Undo2 aria-hidden className="size-3.5" />
              </IconButton>
            ) : (
              stored !== 'none' && (
                <IconButton label={t`Clear the key`} onClick={() => onItem(CLEAR)}>
                  <X aria-hidden className="size-3.5" />
                </IconButton>
              )
            )}
          </>
        }
      >
        <span className={words ? 'text-ink-2' : undefined}>{words ?? empty}</span>
        {matches && item.mode === 'set' && item.kind === 'private-key' && withCertificate && (
          <span className="ml-2 inline-flex items-center gap-1 text-ok">
            <Check aria-hidden className="size-3.5" /> <Trans>belongs to the certificate</Trans>
          </span>
        )}
      </SlotLine>
      {typing && (
        <form onSubmit={submit} className="flex flex-col gap-2 rounded-md border bg-sunken p-3">
          <Field
            label={t`Token`}
            hint={
              text.trim() === '' || isHeaderLine(text) ? (
                t`The token that the server gave you. CRLF is added at its end.`
              ) : (
                <Trans>
                  Sent as <span className="mono break-all">{tokenHeader(text)}</span>
                </Trans>
              )
            }
          >
            <Input
              value={text}
              onChange={(event) => setText(event.target.value)}
              className="mono"
              placeholder={t`Authorization: Bearer NNSXS…`}
              spellCheck={false}
              autoComplete="off"
              autoCapitalize="off"
              autoFocus
            />
          </Field>
          <div className="flex gap-2">
            <Button type="submit" disabled={text.trim() === ''}>
              <Trans>Use this token</Trans>
            </Button>
            <Button
              variant="ghost"
              onClick={() => {
                setText('')
                setTyping(false)
              }}
            >
              <Trans>Cancel</Trans>
            </Button>
          </div>
        </form>
      )}
      <SlotError>{error}</SlotError>
    </div>
  )
}
