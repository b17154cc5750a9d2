'use client'

import { type FormEvent, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Field, Textarea } from '#components/ui/field.tsx'

interface PasteBoxProps {
  readonly onContent: (text: string) => void
  readonly pending: boolean
}

/** PEM or a header line as text; one thing at a time, recognised like a file. */
export function PasteBox({ onContent, pending }: PasteBoxProps) {
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() !== '') onContent(text)
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-2 rounded-md border bg-sunken p-3">
      <Field label="PEM or token" hint="A certificate, a private key, or the line Authorization: …">
        <Textarea
          rows={6}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="mono text-[0.75rem]!"
          placeholder="-----BEGIN CERTIFICATE-----"
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          autoFocus
        />
      </Field>
      <div>
        <Button type="submit" disabled={text.trim() === ''} pending={pending}>
          Read it
        </Button>
      </div>
    </form>
  )
}
