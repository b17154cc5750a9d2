'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { keyFileCommands } from '#lib/domain/lns/key-files.ts'

interface KeyFilesProps {
  readonly apiKey: string
  readonly side: 'lns' | 'cups'
}

type Shell = 'linux' | 'cmd' | 'powershell'

/** For gateways that are configured by hand: the commands that write the key file, made here from what was typed. */
export function KeyFiles({ apiKey, side }: KeyFilesProps) {
  const [shell, setShell] = useState<Shell>('linux')
  const file = `${side}.key`
  const value = t`Bearer ${apiKey.trim().replace(/^(?:authorization\s*:\s*)?(?:bearer\s+)?/i, '')}`
  const commands = keyFileCommands(value, file)
  const panel = (text: string | null) =>
    text ? (
      <CodeBlock text={text} label={t`the command that writes ${file}`} />
    ) : (
      <p className="text-sm text-ink-2">
        <Trans>This key holds characters that Command Prompt changes. Use PowerShell.</Trans>
      </p>
    )
  return (
    <Disclosure title={t`Write ${file} by hand`}>
      <Tabs<Shell>
        label={t`Shell`}
        value={shell}
        onChange={setShell}
        tabs={[
          { value: 'linux', label: t`Linux, macOS`, panel: panel(commands.linux) },
          { value: 'cmd', label: t`Command Prompt`, panel: panel(commands.cmd) },
          { value: 'powershell', label: t`PowerShell`, panel: panel(commands.powershell) },
        ]}
      />
      <p className="mt-2 text-sm text-ink-3">
        <Trans>The command holds the key: it stays in the history of the shell.</Trans>
      </p>
    </Disclosure>
  )
}
