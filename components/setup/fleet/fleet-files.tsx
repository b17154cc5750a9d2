'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import dynamic from 'next/dynamic'
import { useEffect, useRef, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { gatewayCount } from '#components/transfers/transfer-words.ts'
import { Button } from '#components/ui/button.tsx'
import { FileDrop } from '#components/ui/file-drop.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { StepTitle } from '#components/ui/step-title.tsx'
import type { Category, CredentialField } from '#lib/client/contracts.ts'
import { type AllOwnFiles, euiOf } from '#lib/client/fleet-setup.ts'
import { formatCount } from '#lib/client/format.ts'
import type { TargetGateway } from '#lib/client/setup-api.ts'
import type { ItemDraft } from '#lib/client/setup-draft.ts'
import type { Found } from '#lib/client/setup-files/collect-files.ts'
import type { ReadProgress } from '#lib/client/setup-files/read-progress.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { PlacedPart, Question } from '#lib/domain/setup-files/sort-files.ts'
import { Refused } from '../refused-files.tsx'

interface FleetFilesProps {
  /** Of files that name no server. */
  readonly category: Category
  readonly gateways: readonly TargetGateway[]
  readonly own: AllOwnFiles
  readonly onParts: (parts: readonly PlacedPart[]) => void
  readonly onCommon: (category: Category, field: CredentialField, item: ItemDraft) => void
  readonly onUri: (category: Category, uri: string) => void
  readonly onClear: () => void
  /** Leave out every gateway that has no files of its own. */
  readonly onOnlyOwn: () => void
  /** What keeps the save from being sent; undefined: nothing is open here. */
  readonly onOpen: (open: OpenFiles | undefined) => void
}

/** Files are being read, or it is asked which of several is meant. */
export type OpenFiles = 'reading' | 'asking'

const ReadingFiles = dynamic(() => import('../reading-files.tsx').then((module) => module.ReadingFiles), {
  loading: () => null,
})
const FileDoubts = dynamic(() => import('./file-doubts.tsx').then((module) => module.FileDoubts), {
  loading: () => null,
})

/** A folder, a zip or a table with what each gateway gets of its own; files without an EUI are for all. */
export function FleetFiles(props: FleetFilesProps) {
  const { category, gateways, own, onParts, onCommon, onUri, onClear, onOnlyOwn, onOpen } = props
  const owner = useOwnerId()
  const [reading, setReading] = useState(false)
  const [progress, setProgress] = useState<ReadProgress>()
  const stop = useRef<AbortController>(undefined)
  const [refused, setRefused] = useState<readonly string[]>([])
  const [questions, setQuestions] = useState<readonly Question[]>([])
  const [strangers, setStrangers] = useState<readonly Eui[]>([])
  const [failure, setFailure] = useState<unknown>()
  const known = new Set(gateways.map(euiOf))
  const open = reading ? 'reading' : questions.length > 0 ? 'asking' : undefined
  useEffect(() => onOpen(open), [onOpen, open])
  /** Asks the server what files for all are; `apply` puts them into their fields. */
  const common = async (parts: readonly PlacedPart[], signal?: AbortSignal) => {
    const { recognise } = await import('../recognise-files.ts')
    const sorry: string[] = []
    const steps: (() => void)[] = []
    for (const part of parts) {
      if (part.field === 'uri') {
        steps.push(() => onUri(part.category, new TextDecoder().decode(part.bytes).trim()))
        continue
      }
      const { items, refused: more } = await recognise(owner, [{ name: part.source, bytes: part.bytes }])
      signal?.throwIfAborted()
      sorry.push(...more)
      for (const { field, item } of items) steps.push(() => onCommon(part.category, field, item))
    }
    const apply = () => {
      for (const step of steps) step()
    }
    return { sorry, apply }
  }
  const take = async (coming: Found | Promise<Found>) => {
    setReading(true)
    setFailure(undefined)
    stop.current = new AbortController()
    const { signal } = stop.current
    try {
      const { readApart } = await import('#lib/client/setup-files/read-apart.ts')
      const read = await readApart(await coming, category, { signal, onProgress: setProgress })
      const mine = read.parts.filter(({ eui }) => eui !== null && known.has(eui))
      const shared = read.parts.filter(({ eui }) => eui === null)
      const asked = read.questions.filter(({ eui }) => eui === null || known.has(eui))
      const others = new Set(
        [...read.parts, ...read.questions].flatMap(({ eui }) => (eui && !known.has(eui) ? [eui] : [])),
      )
      setProgress(undefined)
      const { sorry, apply } = await common(shared, signal)
      onParts(mine)
      apply()
      // What an earlier drop left open stays, unless these files answer it.
      const placed = new Set([...read.parts, ...asked].map(placeOf))
      setQuestions((before) => [...before.filter((one) => !placed.has(placeOf(one))), ...asked])
      setStrangers((before) => [...new Set([...before, ...others])])
      setRefused((before) => [
        ...new Set([...before, ...read.refused.map(({ path, reason }) => `${path}: ${reason}`), ...sorry]),
      ])
    } catch (caught) {
      if (!signal.aborted) setFailure(caught)
    } finally {
      setProgress(undefined)
      setReading(false)
    }
  }
  const answer = (question: Question, part: PlacedPart) => {
    setQuestions((before) => before.filter(({ id }) => id !== question.id))
    if (part.eui !== null) return onParts([part])
    void common([part]).then(({ sorry, apply }) => {
      apply()
      setRefused((before) => [...before, ...sorry])
    }, setFailure)
  }
  const files = [...own.values()].reduce(
    (sum, { tc, cups }) => sum + Object.keys(tc).length + Object.keys(cups).length,
    0,
  )
  return (
    <section aria-labelledby="fleet-files" className="flex flex-col gap-3">
      <StepTitle step={2} id="fleet-files">{t`Of each its own`}</StepTitle>
      <FileDrop
        label={t`Drop a folder, a zip, a CSV or any number of files,`}
        hint={t`Named by the EUI in any notation: ${'<EUI>.crt'} and ${'<EUI>.key'}, or ${'<EUI>/tc.key'}. A CSV has columns such as eui, uri, token, crt, key. Without an EUI a file is for all.`}
        onFound={(found) => void take(found)}
        disabled={reading}
      >
        {reading && <ReadingFiles progress={progress} onCancel={() => stop.current?.abort()} />}
      </FileDrop>
      {own.size > 0 && (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-2">
          <span aria-live="polite">
            {files === 1
              ? t`1 file for ${formatCount(own.size)} of ${gatewayCount(gateways.length)}.`
              : t`${formatCount(files)} files for ${formatCount(own.size)} of ${gatewayCount(gateways.length)}.`}
          </span>
          {own.size < gateways.length && (
            <Button variant="ghost" className="h-7! px-2!" onClick={onOnlyOwn}>
              <Trans>Only these gateways</Trans>
            </Button>
          )}
          <Button
            variant="ghost"
            className="h-7! px-2!"
            onClick={() => {
              setQuestions([])
              setStrangers([])
              setRefused([])
              onClear()
            }}
          >
            <Trans>Take the files out</Trans>
          </Button>
        </p>
      )}
      {questions.length + strangers.length > 0 && (
        <FileDoubts questions={questions} strangers={strangers} onAnswer={answer} />
      )}
      <Refused sentences={refused} />
      <Problem error={failure} />
    </section>
  )
}

const placeOf = ({ eui, category, field }: Pick<Question, 'eui' | 'category' | 'field'>) =>
  `${eui} ${category} ${field}`
