'use client'

import { type FormEvent, useState } from 'react'
import { Button } from './button.tsx'
import { Field, Textarea } from './field.tsx'

interface PasteBoxProps {
  readonly label: string
  readonly hint: string
  readonly placeholder: string
  readonly action: string
  readonly rows?: number
  readonly pending: boolean
  readonly onContent: (text: string) => void
}

/** A credential as text, taken when the button is pressed. */
export function PasteBox({ label, hint, placeholder, action, rows = 6, pending, onContent }: PasteBoxProps) {
  const [text, setText] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() !== '') onContent(text)
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-2 rounded-md border bg-sunken p-3">
      <Field label={label} hint={hint}>
        <Textarea
          rows={rows}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="mono text-[0.75rem]!"
          placeholder={placeholder}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          autoFocus
        />
      </Field>
      <div>
        <Button type="submit" disabled={text.trim() === ''} pending={pending}>
          {action}
        </Button>
      </div>
    </form>
  )
}
