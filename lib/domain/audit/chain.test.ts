import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AuditRecord, ChainCheck, GENESIS, type SealedRecord, sealAll } from './chain.ts'
import { type AuditHead, formatHead, readHead } from './head.ts'

const CHAIN = '000000000000000a'
const at = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString().replace('Z', '000Z')
const text = fc.string({ unit: 'grapheme', maxLength: 12 })
const nullable = fc.option(text)
const content = fc.record({
  actor: text,
  action: text,
  eui: nullable,
  address: nullable,
  agent: nullable,
  detail: fc.json({ maxDepth: 2 }),
})
const chainOf = (contents: readonly Omit<AuditRecord, 'seq' | 'id' | 'at'>[]): SealedRecord[] => {
  const records = contents.map((one, index) => ({ ...one, seq: index + 1, id: index * 3 + 1, at: at(index) }))
  const seals = sealAll(CHAIN, GENESIS, records)
  return records.map((record, index) => ({ ...record, seal: seals[index] ?? null }))
}
const chains = fc.array(content, { minLength: 2, maxLength: 12 }).map(chainOf)
const headOf = (records: readonly SealedRecord[]): AuditHead => ({
  length: records.at(-1)?.seq ?? 0,
  seal: Buffer.from(records.at(-1)?.seal ?? GENESIS).toString('hex'),
})
const check = (records: readonly SealedRecord[], head: AuditHead, noted?: AuditHead, chain = CHAIN) => {
  const walk = new ChainCheck(chain, noted)
  for (const record of records.toSorted((a, b) => a.seq - b.seq)) walk.take(record)
  return walk.end(head)
}
const place = (records: readonly SealedRecord[], n: number) => n % records.length

describe('a chain of audit entries', () => {
  it('that nobody touched has no fault, whatever it holds', () => {
    fc.assert(
      fc.property(chains, (records) => {
        expect(check(records, headOf(records), headOf(records))).toEqual({ checked: records.length, faults: [] })
        expect(check([], headOf([]))).toEqual({ checked: 0, faults: [] })
      }),
    )
  })

  it('tells an entry that differs in any field', () => {
    const fields = ['id', 'at', 'actor', 'action', 'eui', 'address', 'agent', 'detail'] as const
    fc.assert(
      fc.property(chains, fc.nat(), fc.constantFrom(...fields), (records, n, field) => {
        const index = place(records, n)
        const record = records[index] as SealedRecord
        const other = field === 'id' ? record.id + 1 : field === 'at' ? at(5_000) : `${record[field] ?? ''}x`
        const { faults } = check(records.with(index, { ...record, [field]: other }), headOf(records))
        expect(faults).toContainEqual(expect.objectContaining({ kind: 'altered', seq: index + 1 }))
      }),
    )
  })

  it('tells an entry that was sealed anew after it was altered, as long as its successor was not', () => {
    fc.assert(
      fc.property(chains, fc.nat(), (records, n) => {
        const index = n % (records.length - 1)
        const record = { ...(records[index] as SealedRecord), actor: 'somebody else' }
        const previous = records[index - 1]?.seal ?? GENESIS
        const [seal = null] = sealAll(CHAIN, previous, [record])
        fc.pre(records[index]?.actor !== 'somebody else')
        const { faults } = check(records.with(index, { ...record, seal }), headOf(records))
        expect(faults.map(({ kind, seq }) => [kind, seq])).toEqual([['altered', index + 2]])
      }),
    )
  })

  it('tells entries that are gone, and the whole end by the kept or the noted head', () => {
    fc.assert(
      fc.property(chains, fc.nat(), (records, n) => {
        const index = place(records, n)
        expect(check(records.toSpliced(index, 1), headOf(records)).faults).toContainEqual(
          expect.objectContaining({ kind: 'missing', seq: index + 1, until: index + 1 }),
        )
        const cut = records.slice(0, index)
        expect(check(cut, headOf(cut)).faults).toEqual([])
        expect(check(cut, headOf(cut), headOf(records)).faults).toEqual([
          expect.objectContaining({ kind: 'noted-head' }),
        ])
      }),
    )
  })

  it('tells two entries that changed places', () => {
    fc.assert(
      fc.property(chains, fc.nat(), (records, n) => {
        const index = n % (records.length - 1)
        const [a, b] = [records[index] as SealedRecord, records[index + 1] as SealedRecord]
        const moved = records.with(index, { ...b, seq: a.seq }).with(index + 1, { ...a, seq: b.seq })
        expect(check(moved, headOf(records)).faults.length).toBeGreaterThan(0)
      }),
    )
  })

  it('tells an entry that was put between two others', () => {
    fc.assert(
      fc.property(chains, content, fc.nat(), (records, extra, n) => {
        const index = place(records, n)
        const twin = { ...extra, seq: index + 1, id: 999, at: at(index), seal: Buffer.alloc(32, 1) }
        expect(check([...records, twin], headOf(records)).faults).toContainEqual(
          expect.objectContaining({ kind: 'inserted', seq: index + 1 }),
        )
      }),
    )
  })

  it('tells a whole history written anew by the head that was noted', () => {
    fc.assert(
      fc.property(chains, fc.nat(), (records, n) => {
        const forged = chainOf(
          records.map((record, index) =>
            index === place(records, n) ? { ...record, actor: `${record.actor}x` } : record,
          ),
        )
        expect(check(forged, headOf(forged)).faults).toEqual([])
        expect(check(forged, headOf(forged), headOf(records)).faults).toContainEqual(
          expect.objectContaining({ kind: 'noted-head' }),
        )
      }),
    )
  })

  it('belongs to its owner', () => {
    fc.assert(
      fc.property(chains, (records) => {
        expect(check(records, headOf(records), undefined, '000000000000000b').faults.length).toBeGreaterThan(0)
      }),
    )
  })

  it('tells a new entry that pretends to be old', () => {
    const records = chainOf(
      [0, 1, 2].map(() => ({ actor: 'cli', action: 'a', eui: null, address: null, agent: null, detail: '{}' })),
    )
    const late = { ...(records[2] as SealedRecord), seq: 4, at: at(-600) }
    const [seal = null] = sealAll(CHAIN, records[2]?.seal ?? GENESIS, [late])
    const all = [...records, { ...late, seal }]
    expect(check(all, headOf(all)).faults).toEqual([expect.objectContaining({ kind: 'backdated', seq: 4 })])
  })
})

it('a head is read as it was noted', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 ** 40 }),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      (length, bytes) => {
        const head = { length, seal: Buffer.from(bytes).toString('hex') }
        expect(readHead(` ${formatHead(head)}\n`)).toEqual({ ok: true, value: head })
      },
    ),
  )
  for (const text of ['', '12', '0:ab', `1:${'g'.repeat(64)}`, `-1:${'a'.repeat(64)}`])
    expect(readHead(text).ok).toBe(false)
})
