/** Sentences that are made elsewhere: found again by the English they were made from. */

/** English templates with `{0}`, `{1}` … for what is filled in, and what they are in another language. */
export type Sentences = Readonly<Record<string, string>>

interface Pattern {
  readonly shape: RegExp
  /** What each group of the expression is called, and whether it stands in quotes: then somebody typed it. */
  readonly names: readonly (readonly [name: string, quoted: boolean])[]
  readonly text: string
}

const PLACEHOLDER = /\{(\d+)\}/
/** Letters that a template must bring itself: what is nearly all placeholder would fit everything. */
const ENOUGH_LETTERS = 4
/** Answers are kept for a page that shows the same thousand rows again. */
const KEPT = 2_000

/**
 * A function that says a sentence in another language: as it stands, as a template that was filled in, or one sentence of it after
 * the other. What the catalogue does not have comes back as it is.
 */
export function makeTranslator(sentences: Sentences): (sentence: string) => string {
  const patterns = Object.entries(sentences).flatMap(([english, text]) => toPattern(english, text))
  patterns.sort((a, b) => b.shape.source.length - a.shape.source.length)
  const kept = new Map<string, string>()

  const fromPattern = (sentence: string): string | undefined => {
    for (const { shape, names, text } of patterns) {
      const found = shape.exec(sentence)
      if (!found) continue
      const values = new Map(
        names.map(([name, quoted], index) => {
          const value = found[index + 1] ?? ''
          return [name, quoted || !isPhrase(value) ? value : say(value)]
        }),
      )
      return text.replace(/\{(\d+)\}/g, (_, name: string) => values.get(name) ?? '')
    }
    return undefined
  }
  const translate = (sentence: string): string | undefined =>
    (Object.hasOwn(sentences, sentence) && sentences[sentence]) || fromPattern(sentence) || fromList(sentence)
  /** “one; another; a third.”, or “one (where)”. */
  const fromList = (sentence: string): string | undefined => {
    const [, before = '', where = ''] = /^(.+)( \([^()]+\))$/s.exec(sentence) ?? []
    const there = before && ((Object.hasOwn(sentences, before) && sentences[before]) || fromPattern(before))
    if (there) return there + where
    const [, list = '', end = ''] = /^(.*?)([.]?)$/s.exec(sentence) ?? []
    const items = list.split('; ')
    if (items.length === 1 && end === '') return undefined
    const said = items.map((item) => (Object.hasOwn(sentences, item) && sentences[item]) || fromPattern(item))
    return said.some((item) => item !== undefined)
      ? said.map((item, index) => item ?? items[index]).join('; ') + end
      : undefined
  }

  /** Sentences that stand one after the other are looked for before a template that would swallow some of them. */
  const translateText = (text: string): string => {
    const parts = text.split(/(?<=[.?!”]) (?=[\p{Lu}\d“])/u)
    if (parts.length === 1) return translate(text) ?? text
    const said = parts.map(translate)
    if (said.every((part) => part !== undefined)) return said.join(' ')
    return translate(text) ?? parts.map((part, index) => said[index] ?? part).join(' ')
  }

  const say = (sentence: string): string => {
    if (!/\p{L}{2}/u.test(sentence)) return sentence
    const before = kept.get(sentence)
    if (before !== undefined) return before
    const said = translateText(sentence)
    if (kept.size >= KEPT) kept.clear()
    kept.set(sentence, said)
    return said
  }
  return say
}

/** A single word that was filled in is a name or a code, and stays. */
const isPhrase = (value: string): boolean => /\p{L}\S* \S/u.test(value)

function toPattern(english: string, text: string): Pattern[] {
  const parts = english.split(PLACEHOLDER)
  if (parts.length === 1 || !text) return []
  const words = parts.filter((_, index) => index % 2 === 0)
  if ((words.join('').match(/\p{L}/gu) ?? []).length < ENOUGH_LETTERS) return []
  const source = words.map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('(.*?)')
  const names = parts.flatMap((name, index) =>
    index % 2 === 1 ? [[name, parts[index - 1]?.endsWith('“') ?? false] as const] : [],
  )
  return [{ shape: new RegExp(`^${source}$`, 's'), names, text }]
}
