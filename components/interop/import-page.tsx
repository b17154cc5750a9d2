'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { FolderOpen } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { FileDrop } from '#components/ui/file-drop.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { notify } from '#components/ui/toast.tsx'
import { bytesToBase64 } from '#lib/client/base64.ts'
import { SENT, type Secrets } from '#lib/client/call.ts'
import { formatCount } from '#lib/client/format.ts'
import { type ImportedFile, type ImportResult, interopApi } from '#lib/client/interop-api.ts'
import { interopKeys } from '#lib/client/interop-queries.ts'
import { paths } from '#lib/client/paths.ts'
import { useWrite } from '#lib/client/queries.ts'
import { ChangeList } from './change-list.tsx'
import { FindingList } from './finding-list.tsx'

/** A zip, or the files of a folder as the browser read them. */
type Source =
  | { readonly name: string; readonly zip: File }
  | { readonly name: string; readonly files: readonly ImportedFile[] }

/** Of one file of a configuration; larger ones of a folder are none of it. */
const MOST_FILE = 2 * 1024 * 1024
const MOST_FILES = 3_000

/** First what would happen, with every mistake by its line; then, by a press, it happens. */
export function ImportPage() {
  const owner = useOwnerId()
  const router = useRouter()
  const may = useCan('interop:write')
  const folder = useRef<HTMLInputElement>(null)
  const [source, setSource] = useState<Source>()
  const [fault, setFault] = useState<string>()
  const send = (from: Source, options: { dryRun: boolean; revision?: number }, as: Secrets = SENT) => {
    if ('zip' in from) return interopApi.importZip(owner, from.zip, options)
    const files = from.files.map(({ base64 = '', ...file }) => ({ ...file, base64: as.file(base64, file.path) }))
    return interopApi.importFiles(owner, files, options)
  }
  const look = useWrite((from: Source) => send(from, { dryRun: true }), [])
  const take = useWrite(
    ({ from, revision }: { from: Source; revision: number }) => send(from, { dryRun: false, revision }),
    [interopKeys.all(owner)],
    (result) => {
      if (!result.imported) return
      notify(t`Imported ${result.joinServers} join servers`)
      router.push(paths.joinServers(owner))
    },
  )
  const choose = async (chosen: readonly File[]) => {
    setFault(undefined)
    take.reset()
    const read = await readSource(chosen)
    if (typeof read === 'string') return setFault(read)
    setSource(read)
    look.mutate(read)
  }
  const result = look.data
  const failed = result?.findings.some(({ severity }) => severity === 'error') ?? false
  return (
    <>
      <PageHeader
        crumbs={[{ label: t`Join servers`, href: paths.joinServers(owner) }]}
        title={t`Import a configuration`}
        lead={t`The folder of The Things Stack with config.yml, its js.yml files and TLS files, or a zip of it. It takes the place of all join servers here; what is here stays in the history.`}
      />
      {may ? (
        <div className="flex max-w-3xl flex-col gap-5">
          <FileDrop label={t`Drop a zip,`} single onFiles={(files) => void choose(files)}>
            <Button onClick={() => folder.current?.click()}>
              <FolderOpen aria-hidden className="size-4" /> <Trans>Choose a folder</Trans>
            </Button>
          </FileDrop>
          <input
            ref={folder}
            type="file"
            // React knows no such attribute; browsers do.
            {...{ webkitdirectory: '' }}
            multiple
            tabIndex={-1}
            aria-label={t`Choose a folder`}
            className="sr-only"
            onChange={(event) => {
              void choose([...(event.target.files ?? [])])
              event.target.value = ''
            }}
          />
          {fault && <Notice kind="error">{fault}</Notice>}
          <Problem error={look.error} />
          <Problem error={take.error} />
          <div aria-live="polite" aria-busy={look.isPending} className="flex flex-col gap-5">
            {source && result && !look.isPending && (
              <>
                <Verdict name={source.name} result={result} failed={failed} />
                <FindingList findings={result.findings} label={t`Findings`} />
                {!failed && (
                  <section aria-label={t`What changes`} className="flex flex-col gap-2">
                    <h2 className="text-base font-semibold">
                      <Trans>What changes</Trans>
                    </h2>
                    <ChangeList changes={result.changes} label={t`Changes`} />
                  </section>
                )}
              </>
            )}
          </div>
          <Actions>
            <Button
              variant="primary"
              disabled={!source || !result || failed || look.isPending}
              pending={take.isPending}
              onClick={() => source && result && take.mutate({ from: source, revision: result.version })}
            >
              <Trans>Import</Trans>
            </Button>
            <ButtonLink href={paths.joinServers(owner)}>
              <Trans>Cancel</Trans>
            </ButtonLink>
          </Actions>
          <SameAsCurl
            call={(as) => source && result && send(source, { dryRun: false, revision: result.version }, as)}
          />
        </div>
      ) : (
        <Notice>
          <Trans>Configurations are imported by the owner’s admins and operators. Ask one of them.</Trans>
        </Notice>
      )}
    </>
  )
}

function Verdict({
  name,
  result,
  failed,
}: {
  readonly name: string
  readonly result: ImportResult
  readonly failed: boolean
}) {
  const errors = result.findings.filter(({ severity }) => severity === 'error').length
  if (failed)
    return (
      <Notice kind="error">
        {errors === 1
          ? t`${name} has an error. Nothing is imported until it is mended: a join server that is read wrongly fails joins.`
          : t`${name} has ${formatCount(errors)} errors. Nothing is imported until they are mended: a join server that is read wrongly fails joins.`}
      </Notice>
    )
  return (
    <Notice>
      {result.joinServers === 1
        ? t`${name} can be imported: one join server.`
        : t`${name} can be imported: ${result.joinServers} join servers.`}
    </Notice>
  )
}

/** A zip as it is, or files by their paths below the chosen folder; a sentence for what is neither. */
async function readSource(chosen: readonly File[]): Promise<Source | string> {
  const [first] = chosen
  if (!first) return t`The folder is empty. Choose the one that holds config.yml.`
  if (chosen.length === 1 && /\.zip$/i.test(first.name)) return { name: first.name, zip: first }
  const pathOf = (file: File) => file.webkitRelativePath.split('/').slice(1).join('/') || file.name
  const wanted = chosen.filter(
    (file) => file.size <= MOST_FILE && !/(?:^|\/)(?:\.git|node_modules)\//.test(pathOf(file)),
  )
  if (wanted.length > MOST_FILES)
    return t`This folder holds ${wanted.length} files. Choose the one that holds config.yml.`
  if (!wanted.some((file) => pathOf(file) === 'config.yml') && chosen.length === 1)
    return t`${first.name} is no zip. Choose a zip, or the folder that holds config.yml.`
  const files = await Promise.all(
    wanted.map(async (file) => ({
      path: pathOf(file),
      base64: bytesToBase64(new Uint8Array(await file.arrayBuffer())),
    })),
  )
  return { name: first.webkitRelativePath.split('/')[0] || first.name, files }
}
