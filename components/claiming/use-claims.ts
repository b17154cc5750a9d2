'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { api } from '#lib/client/api.ts'
import { SENT, type Secrets } from '#lib/client/call.ts'
import { type Claim, type Outcome, type RunEnd, runClaims } from '#lib/client/claim-run.ts'
import { keys } from '#lib/client/queries.ts'
import type { LabelCells } from '#lib/domain/claiming/claim-labels.ts'
import type { ClaimColumns, ClaimTable } from '#lib/domain/claiming/claim-table.ts'
import type { ClaimEntry, ClaimRow } from '#lib/domain/claiming/judge-claims.ts'
import { type Eui, parseEui } from '#lib/domain/identifiers.ts'

const SEND_AT_MOST = 10_000

export type Source = 'type' | 'file' | 'scan'

export interface ClaimFile {
  readonly name: string
  readonly text: string
  /** Chosen by the person. */
  readonly columns?: ClaimColumns
}

export interface Replacement {
  readonly id: string
  readonly pin: string
  /** Left out: those of the line stay. */
  readonly labels?: LabelCells
}

type Reader = typeof import('./claim-reader.ts')

const NOTHING: ClaimTable = { entries: [], columns: undefined, labels: {}, names: [], fault: undefined }

/** The reader brings a CSV parser along: it is fetched with the first character. */
function useReader(wanted: boolean): Reader | undefined {
  const [reader, setReader] = useState<Reader>()
  useEffect(() => {
    if (wanted && !reader) void import('./claim-reader.ts').then((module) => setReader(module))
  }, [wanted, reader])
  return reader
}

const ASK_AFTER = 300
const ASK_AT_MOST = 10_000

/** Those of the listed gateways that are the owner's already. When it cannot be learned, they are claimed once more, which is no harm. */
function useOwned(owner: string, rows: readonly ClaimRow[]): [ReadonlySet<Eui>, (claimed: readonly Eui[]) => void] {
  const [owned, setOwned] = useState<ReadonlySet<Eui>>(new Set())
  const asked = useRef(new Set<Eui>())
  useEffect(() => {
    const ask = async () => {
      const unasked = rows.flatMap(({ eui }) => (eui && !asked.current.has(eui) ? [eui] : []))
      for (const eui of unasked) asked.current.add(eui)
      for (let start = 0; start < unasked.length; start += ASK_AT_MOST) {
        const { gateways } = await api.owned(owner, unasked.slice(start, start + ASK_AT_MOST))
        const found = gateways.flatMap((gateway) => {
          const parsed = parseEui(gateway)
          return parsed.ok ? [parsed.value] : []
        })
        if (found.length > 0) setOwned((before) => new Set([...before, ...found]))
      }
    }
    const timer = setTimeout(() => void ask().catch(() => undefined), ASK_AFTER)
    return () => clearTimeout(timer)
  }, [owner, rows])
  return [owned, (claimed) => setOwned((before) => new Set([...before, ...claimed]))]
}

/** One list of gateways to claim: from the text box, a file or the camera, judged before anything is sent. */
export function useClaims(owner: string) {
  const client = useQueryClient()
  const [source, setSource] = useState<Source>('type')
  const [text, setText] = useState('')
  const [file, setFile] = useState<ClaimFile>()
  const [scanned, setScanned] = useState<readonly ClaimEntry[]>([])
  /** Of the file and of the scanned labels, by line. */
  const [edits, setEdits] = useState<ReadonlyMap<string, Replacement>>(new Map())
  const [outcomes, setOutcomes] = useState<ReadonlyMap<Eui, Outcome>>(new Map())
  const [run, setRun] = useState<{ readonly done: number; readonly total: number }>()
  const [end, setEnd] = useState<RunEnd>()
  const stop = useRef(false)

  const typed = useDeferredValue(text)
  const reader = useReader(typed.trim() !== '' || file !== undefined || scanned.length > 0)
  const table = useMemo((): ClaimTable => {
    if (source === 'scan') return { ...NOTHING, entries: scanned }
    const given = source === 'type' ? typed : (file?.text ?? '')
    return reader && given !== ''
      ? reader.readClaimTable(given, source === 'file' ? file?.columns : undefined)
      : NOTHING
  }, [source, typed, file, scanned, reader])
  const entries = useMemo(
    () => table.entries.map((entry) => ({ ...entry, ...edits.get(`${source} ${entry.line}`) })),
    [table, edits, source],
  )
  const plain = useMemo(() => reader?.judgeClaims(entries) ?? [], [reader, entries])
  const [owned, own] = useOwned(owner, plain)
  // What was claimed here leaves the list; what was the owner's before stays and says so.
  const rows = useMemo(
    () => (reader?.judgeClaims(entries, owned) ?? []).filter(({ eui }) => !(eui && outcomes.get(eui)?.claimed)),
    [reader, entries, owned, outcomes],
  )
  const refusalOf = (row: ClaimRow): Outcome | undefined => {
    const outcome = row.verdict === 'ready' && row.eui ? outcomes.get(row.eui) : undefined
    return outcome && !outcome.claimed && outcome.claim === row.claim ? outcome : undefined
  }
  const ready = rows.filter((row) => row.verdict === 'ready' && !refusalOf(row))
  const refused = rows.filter((row) => refusalOf(row))

  const replace = (line: number, replacement: Replacement) => {
    setEnd(undefined)
    if (source === 'type') {
      setText((now) => {
        const lines = now.split(/\r\n|\n|\r/)
        const entry = entries.find((one) => one.line === line)
        lines[line - 1] = reader
          ? reader.writeClaimLine({ ...entry, ...replacement }, table, lines[line - 1] ?? '')
          : `${replacement.id} ${replacement.pin}`.trim()
        return lines.join('\n')
      })
    } else setEdits((now) => new Map(now).set(`${source} ${line}`, replacement))
  }

  /** The lines are others now. */
  const forget = (of: Source) => setEdits((now) => new Map([...now].filter(([key]) => !key.startsWith(`${of} `))))

  const claimsOf = (some: readonly ClaimRow[]) =>
    some.flatMap(({ eui, claim, sets }): Claim[] => (eui && claim ? [{ eui, claim, sets }] : []))
  const request = (part: readonly Claim[], as: Secrets = SENT) =>
    api.claim(
      owner,
      part.map(({ eui, claim, sets }, index) => ({
        gateway: eui,
        claim: as.variable(claim, part.length === 1 ? 'CLAIM_PIN' : `CLAIM_PIN_${index + 1}`),
        ...sets,
      })),
    )
  const send = async (some: readonly ClaimRow[], sure: boolean) => {
    const claims = claimsOf(some)
    const done = new Set<Eui>()
    let count = 0
    stop.current = false
    setEnd(undefined)
    setRun({ done: 0, total: claims.length })
    const how = await runClaims(claims, {
      sure,
      stopped: () => stop.current,
      send: (part) => request(part),
      onOutcomes: (answered) => {
        count += answered.length
        for (const { eui, claimed } of answered) if (claimed) done.add(eui)
        setRun({ done: count, total: claims.length })
        setOutcomes((before) => new Map([...before, ...answered.map((one) => [one.eui, one] as const)]))
      },
    })
    setRun(undefined)
    setEnd(how)
    if (source === 'type' && done.size > 0) {
      const gone = new Set(rows.filter(({ eui }) => eui && done.has(eui)).map(({ line }) => line))
      const left = text.split(/\r\n|\n|\r/).filter((_, index) => !gone.has(index + 1))
      setText(rows.every(({ line }) => gone.has(line)) ? '' : left.join('\n').trim())
    }
    own([...done])
    await client.invalidateQueries({ queryKey: keys.gateways(owner) })
  }

  return {
    source,
    setSource,
    text,
    setText: (next: string) => {
      setEnd(undefined)
      setText(next)
    },
    file,
    setFile: (next: ClaimFile | undefined) => {
      setEnd(undefined)
      // Another choice of columns is no other file.
      if (next?.text !== file?.text) {
        forget('file')
        setOutcomes(new Map())
      }
      setFile(next)
    },
    scanned,
    setScanned,
    clearScanned: () => {
      forget('scan')
      setScanned([])
    },
    table,
    rows,
    ready,
    refused,
    refusalOf,
    outcomes,
    replace,
    claim: (some: readonly ClaimRow[], sure = false) => void send(some, sure),
    /** The same in as few requests as the API allows, to be shown. */
    show: (as: Secrets) => {
      const claims = claimsOf(ready)
      for (let start = 0; start < claims.length; start += SEND_AT_MOST)
        void request(claims.slice(start, start + SEND_AT_MOST), as)
    },
    run,
    end,
    stop: () => {
      stop.current = true
    },
    /** Something was typed or chosen and is not read yet. */
    reading: reader === undefined && (typed.trim() !== '' || file !== undefined || scanned.length > 0),
  }
}

export type Claims = ReturnType<typeof useClaims>
