'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { CheckCircle2, CircleAlert } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { FileDrop } from '#components/ui/file-drop.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { notify } from '#components/ui/toast.tsx'
import { batchApi, batchKeys, type CodeImport } from '#lib/client/batch-api.ts'
import { formatCount } from '#lib/client/format.ts'
import { useWrite } from '#lib/client/queries.ts'
import type { ListNames } from './code-names.tsx'

const CodeNames = dynamic(() => import('./code-names.tsx').then((module) => module.CodeNames), { loading: () => null })

const MOST = 15 * 1024 * 1024

/** A file is looked through first; it is imported when nothing is wrong with it. */
export function CodeImportForm() {
  const [file, setFile] = useState<{ readonly name: string; readonly csv: string }>()
  const [fault, setFault] = useState<string>()
  const [names, setNames] = useState<ListNames>(NO_NAMES)
  const check = useWrite((csv: string) => batchApi.importCodes({ ...FILLER, csv, dryRun: true }), [])
  const store = useWrite(
    (csv: string) => batchApi.importCodes({ ...names, csv, dryRun: false }),
    [batchKeys.codes],
    (answer: CodeImport) => {
      if (answer.id === null) return
      notify(t`Imported ${formatCount(answer.good)} codes`)
      setFile(undefined)
      check.reset()
      setNames(NO_NAMES)
    },
  )
  const take = async ([one]: File[]) => {
    if (!one) return
    setFault(undefined)
    store.reset()
    if (one.size > MOST) return setFault(t`The file is larger than 15 MiB. Split it.`)
    const { decodeCsv } = await import('#lib/domain/csv/csv-text.ts')
    const text = decodeCsv(new Uint8Array(await one.arrayBuffer()))
    if (!text.ok) return setFault(text.error)
    setFile({ name: one.name, csv: text.value })
    if (names.name === '') setNames({ ...names, name: one.name.replace(/\.\w+$/, '') })
    check.mutate(text.value)
  }
  const found = store.data?.id === null ? store.data : check.data
  return (
    <form
      className="flex max-w-2xl flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (file) store.mutate(file.csv)
      }}
    >
      <FileDrop
        single
        label={file ? file.name : t`Drop a CSV file,`}
        hint={t`Columns eui and code, and token where the gateways bring one. Comma, semicolon or tab.`}
        onFiles={(files) => void take(files)}
      />
      {fault && <Notice kind="error">{fault}</Notice>}
      <Problem error={check.error ?? store.error} />
      {file && found && <Found found={found} />}
      {file && found?.faultCount === 0 && (
        <CodeNames names={names} onChange={setNames} good={found.good} pending={store.isPending} />
      )}
    </form>
  )
}

const NO_NAMES: ListNames = { name: '', flavor: '', manufacturer: '' }

/** A dry run asks for names too, and forgets them. */
const FILLER = { name: 'dry run', flavor: 'dry run', manufacturer: '' }

function Found({ found }: { readonly found: CodeImport }) {
  return (
    <div aria-live="polite" className="text-sm">
      <p className="flex items-center gap-2">
        {found.faultCount === 0 ? (
          <CheckCircle2 aria-hidden className="size-4 text-ok" />
        ) : (
          <CircleAlert aria-hidden className="size-4 text-danger" />
        )}
        <span>
          {found.withToken > 0
            ? t`${formatCount(found.good)} good, ${formatCount(found.withToken)} with a token.`
            : t`${formatCount(found.good)} good.`}{' '}
          {found.faultCount > 0 && t`${formatCount(found.faultCount)} to mend: nothing is imported until all are.`}
        </span>
      </p>
      {found.faults.length > 0 && (
        <ul className="mt-2 flex max-h-72 flex-col gap-1 overflow-y-auto text-danger">
          {found.faults.map(({ line, error }) => (
            <li key={line}>
              <Trans>
                Line {line}: {error}
              </Trans>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
