'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import type { FirmwareImage } from '#lib/client/contracts.ts'
import { say } from '#lib/client/say.ts'
import { signingGuide } from '#lib/domain/signing-guide.ts'

/** Every command from the key to the signature, with this image's file name in it. */
export function SigningGuide({ image }: { readonly image: FirmwareImage }) {
  const owner = useOwnerId()
  const [keyFile, setKeyFile] = useState('signing-key.pem')
  const steps = signingGuide({
    imageFile: image.name,
    keyFile: keyFile.trim(),
    fwCrc: image.fwcrc,
    sha512: image.script?.secret ? image.sha512 : undefined,
    consoleUrl: window.location.origin,
    owner,
  })
  return (
    <details className="group" open={image.signatures.length === 0}>
      <summary className="flex min-h-8 list-none items-center gap-1.5 rounded-sm">
        <ChevronRight aria-hidden className="size-4 text-ink-3 transition-transform group-open:rotate-90" />
        <h2 className="text-base font-semibold">
          <Trans>How to sign it</Trans>
        </h2>
      </summary>
      <Field label={t`File of your private key`} hint={t`Only for the commands below.`} className="mt-2 mb-4 max-w-sm">
        <Input
          value={keyFile}
          onChange={(event) => setKeyFile(event.target.value)}
          className="mono"
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
        />
      </Field>
      <ol className="flex flex-col gap-5">
        {steps.map(({ title, text, command }, index) => (
          <li key={title} className="min-w-0 text-sm">
            <h3 className="font-medium">
              <span className="text-ink-3 tabular-nums">{index + 1}.</span> {say(title)}
            </h3>
            <p className="mt-0.5 mb-1.5 max-w-[72ch] text-ink-2">{say(text)}</p>
            <CodeBlock text={command} label={t`the command: ${say(title)}`} />
          </li>
        ))}
      </ol>
    </details>
  )
}
