'use client'

import { t } from '@lingui/core/macro'
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button.tsx'
import { IconButton } from './icon-button.tsx'
import { notify } from './toast.tsx'

/** Copies text; says so when the browser does not allow it (pages without TLS on another host). */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    notify(t`The browser does not allow copying here. Select the text and copy it by hand.`, 'failed')
    return false
  }
}

function useCopied(): [boolean, (text: string) => void] {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1600)
    return () => clearTimeout(timer)
  }, [copied])
  return [copied, (text) => void copyText(text).then(setCopied)]
}

interface CopyButtonProps {
  readonly text: string
  /** What is copied, e.g. “the token”. */
  readonly what: string
  readonly className?: string
}

export function CopyButton({ text, what, className }: CopyButtonProps) {
  const [copied, copy] = useCopied()
  return (
    <IconButton label={copied ? t`Copied` : t`Copy ${what}`} className={className} onClick={() => copy(text)}>
      {copied ? <Check aria-hidden className="size-3.5 text-ok" /> : <Copy aria-hidden className="size-3.5" />}
    </IconButton>
  )
}

/** The same with a word on it, for the one thing that a page wants copied. */
export function CopyTextButton({ text, what }: CopyButtonProps) {
  const [copied, copy] = useCopied()
  return (
    <Button variant="primary" onClick={() => copy(text)}>
      {copied ? <Check aria-hidden className="size-3.5" /> : <Copy aria-hidden className="size-3.5" />}
      {copied ? t`Copied` : t`Copy ${what}`}
    </Button>
  )
}
