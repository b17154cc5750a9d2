'use client'

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

const STORED = { none: null, token: 'Token, stored', 'private-key': 'Private key, stored' } as const

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
      ? `${item.kind === 'token' ? 'Token' : 'Private key'}, ${item.source}`
      : item.mode === 'clear'
        ? STORED[stored] && 'Will be cleared.'
        : STORED[stored]
  const empty = withCertificate
    ? 'The private key of the certificate.'
    : (otherwise ?? 'A token, or the private key of a certificate.')
  return (
    <div className="flex flex-col gap-1.5">
      <SlotLine
        icon={KeyRound}
        title="Key"
        actions={
          <>
            {!typing && !withCertificate && (
              <Button variant="ghost" className="h-7! px-2!" onClick={() => setTyping(true)}>
                Type a token
              </Button>
            )}
            {item.mode !== 'keep' ? (
              <IconButton label="Undo the change of the key" onClick={() => onItem(KEEP)}>
                <Undo2 aria-hidden className="size-3.5" />
              </IconButton>
            ) : (
              stored !== 'none' && (
                <IconButton label="Clear the key" onClick={() => onItem(CLEAR)}>
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
            <Check aria-hidden className="size-3.5" /> belongs to the certificate
          </span>
        )}
      </SlotLine>
      {typing && (
        <form onSubmit={submit} className="flex flex-col gap-2 rounded-md border bg-sunken p-3">
          <Field
            label="Token"
            hint={
              text.trim() === '' || isHeaderLine(text) ? (
                'The token that the server gave you. CRLF is added at its end.'
              ) : (
                <>
                  Sent as <span className="mono break-all">{tokenHeader(text)}</span>
                </>
              )
            }
          >
            <Input
              value={text}
              onChange={(event) => setText(event.target.value)}
              className="mono"
              placeholder="Authorization: Bearer NNSXS…"
              spellCheck={false}
              autoComplete="off"
              autoCapitalize="off"
              autoFocus
            />
          </Field>
          <div className="flex gap-2">
            <Button type="submit" disabled={text.trim() === ''}>
              Use this token
            </Button>
            <Button
              variant="ghost"
              onClick={() => {
                setText('')
                setTyping(false)
              }}
            >
              Cancel
            </Button>
          </div>
        </form>
      )}
      <SlotError>{error}</SlotError>
    </div>
  )
}
