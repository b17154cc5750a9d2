/**
 * Reads YAML as The Things Stack does, strictly and with positions: every value stays the text that was written, so that
 * no identifier ever becomes a number on its way (interop.md, “YAML trap”).
 */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  visit,
} from 'yaml'
import type { Finding, Severity } from './finding.ts'
import { nearestName } from './nearest-name.ts'

export interface Place {
  readonly file: string
  readonly line: number | null
  readonly column: number | null
}

/** A value with where it stands. */
export interface Placed<T> {
  readonly value: T
  readonly place: Place
}

/** What YAML 1.1 or 1.2 readers take for a number: decimal, octal, hex, binary, base 60, with an exponent. */
const NUMBER =
  /^[-+]?(?:0x[0-9a-f_]+|0o[0-7_]+|0b[01_]+|[0-9][0-9_]*(?::[0-5]?[0-9])*(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)?|\.[0-9_]+(?:e[-+]?[0-9]+)?|\.inf)$/i
/** Of one file, in lists and mappings: with aliases, a small file can say the same things over and over. */
const MOST_ITEMS = 50_000
const NULLS = new Set(['', '~', 'null', 'Null', 'NULL'])

export class YamlFile {
  readonly #file: string
  readonly #findings: Finding[]
  readonly #lines = new LineCounter()
  /** Null: the file is empty. Undefined: it cannot be read. */
  readonly #document: Document.Parsed | null | undefined

  /** What each alias stands for, found in one pass: to look for each one anew takes hours in a file full of them. */
  #aliases: Map<Alias, Node> | undefined
  #items = 0

  /** Parses `text`; what is wrong with it goes to `findings`. */
  constructor(file: string, text: string, findings: Finding[]) {
    this.#file = file
    this.#findings = findings
    this.#document = this.#parse(text)
  }

  /** The mapping of the file with its known fields; undefined where the file cannot be read. An empty file is an empty mapping. */
  root(known: readonly string[], hints: Readonly<Record<string, string>> = {}): YamlFields | undefined {
    if (this.#document === undefined) return undefined
    const contents = this.#document?.contents ?? null
    if (contents === null || (isScalar(contents) && contents.type === 'PLAIN' && NULLS.has(String(contents.value))))
      return new YamlFields(this, new Map(), this.place(0), '')
    return this.fields(contents, '', known, hints)
  }

  /** The fields of a mapping: unknown ones and ones that occur twice are errors. */
  fields(
    node: unknown,
    path: string,
    known: readonly string[] | null,
    hints: Readonly<Record<string, string>> = {},
  ): YamlFields | undefined {
    const map = this.#resolve(node)
    if (!isMap(map)) {
      this.report(
        'error',
        'shape',
        path,
        map ?? node,
        `${named(path)} must be a mapping of fields: “name: value” lines.`,
      )
      return undefined
    }
    if (!this.#mayRead(map.items.length, path, node)) return undefined
    const fields = new Map<string, Placed<unknown>>()
    for (const { key, value } of map.items) {
      const name = this.#keyOf(key, path)
      if (name === undefined) continue
      const field = path ? `${path}.${name}` : name
      if (fields.has(name)) {
        this.report('error', 'duplicate-field', field, key, `“${name}” occurs twice. Keep one of the two.`)
      } else if (known && !known.includes(name)) {
        const near = nearestName(name, known)
        const hint =
          hints[name.toLowerCase().replaceAll('_', '-')] ??
          (near ? `Did you mean “${near}”?` : `Known are ${known.join(', ')}.`)
        this.report('error', 'unknown-field', field, key, `“${name}” is no field of ${named(path)}. ${hint}`)
      } else {
        fields.set(name, { value: value ?? key, place: this.#placeOf(value ?? key) })
        if (value === null || value === undefined) fields.set(name, { value: null, place: this.#placeOf(key) })
      }
    }
    return new YamlFields(this, fields, this.#placeOf(map), path)
  }

  /** The items of a list. */
  items(node: unknown, path: string): Placed<unknown>[] | undefined {
    const list = this.#resolve(node)
    if (list === null || isNull(list)) return []
    if (!isSeq(list)) {
      this.report('error', 'shape', path, list ?? node, `${named(path)} must be a list: one “- ” line for each item.`)
      return undefined
    }
    if (!this.#mayRead(list.items.length, path, node)) return undefined
    return list.items.map((item) => ({ value: item, place: this.#placeOf(item) }))
  }

  /** A text as it was written; null for an empty value. */
  text(node: unknown, path: string): string | null | undefined {
    const scalar = this.#resolve(node)
    if (scalar === null || isNull(scalar)) return null
    if (!isScalar(scalar)) {
      this.report('error', 'shape', path, scalar ?? node, `${named(path)} must be one value, not a list or a mapping.`)
      return undefined
    }
    if (scalar.tag && scalar.tag !== 'tag:yaml.org,2002:str') {
      this.report(
        'error',
        'tag',
        path,
        scalar,
        `Remove the tag ${scalar.tag.replace('tag:yaml.org,2002:', '!!')} before the value and quote it.`,
      )
      return undefined
    }
    return String(scalar.value)
  }

  /** An identifier: unquoted, YAML readers turn some into numbers and lose digits. */
  id(node: unknown, path: string): string | null | undefined {
    const text = this.text(node, path)
    const scalar = this.#resolve(node)
    if (text && isScalar(scalar) && scalar.type === 'PLAIN' && !scalar.tag && NUMBER.test(text)) {
      const message = `“${text}” without quotes is a number for YAML, which drops leading zeros and rounds long ones. Quote it: "${text}".`
      this.report('error', 'number', path, scalar, message)
      return undefined
    }
    return text
  }

  /** A whole number in decimal digits. */
  number(node: unknown, path: string): number | null | undefined {
    const text = this.text(node, path)
    if (text === null || text === undefined) return text
    const scalar = this.#resolve(node)
    const plain = isScalar(scalar) && scalar.type === 'PLAIN'
    if (plain && /^(?:0|[1-9][0-9]{0,8})$/.test(text)) return Number(text)
    const remedy = /^[0-9]+$/.test(text)
      ? `Write ${Number(text)} without quotes or leading zeros.`
      : 'Write a whole number, without quotes.'
    this.report(
      'error',
      'number',
      path,
      scalar,
      `“${text.slice(0, 40)}” is no number as The Things Stack reads it. ${remedy}`,
    )
    return undefined
  }

  report(severity: Severity, code: string, field: string, node: unknown, message: string): void {
    this.#findings.push({ severity, code, field, message, ...this.#placeOf(node) })
  }

  place(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset)
    return { file: this.#file, line: Math.max(1, line), column: Math.max(1, col) }
  }

  #placeOf(node: unknown): Place {
    const range = (node as Node | null | undefined)?.range
    return this.place(range?.[0] ?? 0)
  }

  #resolve(node: unknown): Node | null {
    if (!isAlias(node)) return (node ?? null) as Node | null
    this.#aliases ??= aliasesOf(this.#document)
    return this.#aliases.get(node) ?? null
  }

  /** False beyond the limit, which is said once. */
  #mayRead(count: number, path: string, node: unknown): boolean {
    const before = this.#items
    this.#items += count
    if (this.#items <= MOST_ITEMS) return true
    if (before <= MOST_ITEMS) {
      const message = `${named(path)} brings this file above ${MOST_ITEMS} values, aliases (“*name”) included. Write less.`
      this.report('error', 'too-many', path, node, message)
    }
    return false
  }

  #keyOf(key: unknown, path: string): string | undefined {
    const node = this.#resolve(key)
    if (isScalar(node)) return String(node.value)
    this.report('error', 'shape', path, key, `A name of ${named(path)} is a list or a mapping. Write a plain name.`)
    return undefined
  }

  #parse(text: string): Document.Parsed | null | undefined {
    const whole = (message: string, code = 'yaml', place: Place = { file: this.#file, line: 1, column: 1 }) => {
      this.#findings.push({ severity: 'error', code, field: '', message, ...place })
      return undefined
    }
    let documents: Document.Parsed[]
    try {
      const parsed = parseAllDocuments(text.replace(/^\uFEFF/, ''), {
        schema: 'failsafe',
        uniqueKeys: false,
        merge: false,
        prettyErrors: false,
        logLevel: 'silent',
        lineCounter: this.#lines,
      })
      documents = 'empty' in parsed ? [] : [...parsed]
    } catch (error) {
      if (error instanceof RangeError) return whole('This is nested too deeply. Write it with fewer levels.')
      throw error
    }
    const [first, second] = documents
    const [error] = first?.errors ?? []
    if (error) return whole(`This is not YAML: ${sentenceOf(error.message)}`, 'yaml', this.place(error.pos[0]))
    if (second) {
      const start = second.range?.[0] ?? 0
      return whole(
        'A second document begins here, which The Things Stack never reads. Remove the “---”.',
        'documents',
        this.place(start),
      )
    }
    return first ?? null
  }
}

/** An alias stands for the last node before it that has its anchor. */
function aliasesOf(document: Document.Parsed | null | undefined): Map<Alias, Node> {
  const anchors = new Map<string, Node>()
  const aliases = new Map<Alias, Node>()
  if (!document) return aliases
  visit(document, {
    Alias: (_key, alias) => {
      const meant = anchors.get(alias.source)
      if (meant) aliases.set(alias, meant)
    },
    Value: (_key, node) => {
      if (node.anchor) anchors.set(node.anchor, node)
    },
  })
  return aliases
}

/** The fields of one mapping, each read once by its name. */
export class YamlFields {
  readonly #file: YamlFile
  readonly #fields: ReadonlyMap<string, Placed<unknown>>
  readonly #path: string
  readonly place: Place

  constructor(file: YamlFile, fields: ReadonlyMap<string, Placed<unknown>>, place: Place, path: string) {
    this.#file = file
    this.#fields = fields
    this.place = place
    this.#path = path
  }

  /** Names with their places. */
  places(): [name: string, place: Place][] {
    return [...this.#fields].map(([name, { place }]) => [name, place])
  }

  has(name: string): boolean {
    return this.#fields.has(name)
  }

  placeOf(name: string): Place {
    return this.#fields.get(name)?.place ?? this.place
  }

  /** Empty where the field is left out or unreadable. */
  text(name: string): string {
    return this.#file.text(this.#node(name), this.pathOf(name)) ?? ''
  }

  id(name: string): string | null {
    return this.#file.id(this.#node(name), this.pathOf(name)) || null
  }

  number(name: string): number | null {
    return this.#file.number(this.#node(name), this.pathOf(name)) ?? null
  }

  items(name: string): Placed<unknown>[] {
    return this.has(name) ? (this.#file.items(this.#node(name), this.pathOf(name)) ?? []) : []
  }

  /** The mapping under a field; undefined where it is left out, empty or none. */
  fields(name: string, known: readonly string[] | null): YamlFields | undefined {
    const node = this.#node(name)
    if (node === null || isNull(node)) return undefined
    return this.#file.fields(node, this.pathOf(name), known)
  }

  pathOf(name: string): string {
    return this.#path ? `${this.#path}.${name}` : name
  }

  #node(name: string): unknown {
    return this.#fields.get(name)?.value ?? null
  }
}

const isNull = (node: unknown): boolean =>
  isScalar(node) && node.type === 'PLAIN' && !node.tag && NULLS.has(String(node.value))
const named = (path: string): string => (path === '' ? 'the file' : `“${path}”`)
const sentenceOf = (message: string): string => {
  const line = message.split('\n')[0]?.trim() ?? ''
  return /[.!?]$/.test(line) ? line : `${line}.`
}
