'use client'

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
import { notify } from '#components/ui/toast.tsx'
import { bytesToBase64 } from '#lib/client/base64.ts'
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
  const send = (from: Source, options: { dryRun: boolean; revision?: number }) =>
    'zip' in from ? interopApi.importZip(owner, from.zip, options) : interopApi.importFiles(owner, from.files, options)
  const look = useWrite((from: Source) => send(from, { dryRun: true }), [])
  const take = useWrite(
    ({ from, revision }: { from: Source; revision: number }) => send(from, { dryRun: false, revision }),
    [interopKeys.all(owner)],
    (result) => {
      if (!result.imported) return
      notify(`Imported ${result.joinServers} join servers`)
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
        crumbs={[{ label: 'Join servers', href: paths.joinServers(owner) }]}
        title="Import a configuration"
        lead="The folder of The Things Stack with config.yml, its js.yml files and TLS files, or a zip of it. It takes the place of all join servers here; what is here stays in the history."
      />
      {may ? (
        <div className="flex max-w-3xl flex-col gap-5">
          <FileDrop label="Drop a zip," single onFiles={(files) => void choose(files)}>
            <Button onClick={() => folder.current?.click()}>
              <FolderOpen aria-hidden className="size-4" /> Choose a folder
            </Button>
          </FileDrop>
          <input
            ref={folder}
            type="file"
            // React knows no such attribute; browsers do.
            {...{ webkitdirectory: '' }}
            multiple
            tabIndex={-1}
            aria-label="Choose a folder"
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
                <FindingList findings={result.findings} label="Findings" />
                {!failed && (
                  <section aria-label="What changes" className="flex flex-col gap-2">
                    <h2 className="text-base font-semibold">What changes</h2>
                    <ChangeList changes={result.changes} label="Changes" />
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
              Import
            </Button>
            <ButtonLink href={paths.joinServers(owner)}>Cancel</ButtonLink>
          </Actions>
        </div>
      ) : (
        <Notice>Configurations are imported by the owner’s admins and operators. Ask one of them.</Notice>
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
        {name} has {errors === 1 ? 'an error' : `${errors} errors`}. Nothing is imported until{' '}
        {errors === 1 ? 'it is' : 'they are'} mended: a join server that is read wrongly fails joins.
      </Notice>
    )
  return (
    <Notice>
      {name} can be imported: {result.joinServers} join server{result.joinServers === 1 ? '' : 's'}.
    </Notice>
  )
}

/** A zip as it is, or files by their paths below the chosen folder; a sentence for what is neither. */
async function readSource(chosen: readonly File[]): Promise<Source | string> {
  const [first] = chosen
  if (!first) return 'The folder is empty. Choose the one that holds config.yml.'
  if (chosen.length === 1 && /\.zip$/i.test(first.name)) return { name: first.name, zip: first }
  const pathOf = (file: File) => file.webkitRelativePath.split('/').slice(1).join('/') || file.name
  const wanted = chosen.filter(
    (file) => file.size <= MOST_FILE && !/(?:^|\/)(?:\.git|node_modules)\//.test(pathOf(file)),
  )
  if (wanted.length > MOST_FILES)
    return `This folder holds ${wanted.length} files. Choose the one that holds config.yml.`
  if (!wanted.some((file) => pathOf(file) === 'config.yml') && chosen.length === 1)
    return `${first.name} is no zip. Choose a zip, or the folder that holds config.yml.`
  const files = await Promise.all(
    wanted.map(async (file) => ({
      path: pathOf(file),
      base64: bytesToBase64(new Uint8Array(await file.arrayBuffer())),
    })),
  )
  return { name: first.webkitRelativePath.split('/')[0] || first.name, files }
}
