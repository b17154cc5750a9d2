/** Sentences that are made elsewhere: found again by the English they were made from. */

/** English templates with `{0}`, `{1}` … for what is filled in, and what they are in another language. */
export type Sentences = Readonly<Record<string, string>>

interface Pattern {
  readonly shape: RegExp
  /** What each group of the expression is called. */
  readonly names: readonly string[]
  readonly text: string
}

const PLACEHOLDER = /\{(\d+)\}/
/** Letters that a template must bring itself: what is nearly all placeholder would fit everything. */
const ENOUGH_LETTERS = 6
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
      const values = new Map(names.map((name, index) => [name, say(found[index + 1] ?? '')]))
      return text.replace(/\{(\d+)\}/g, (_, name: string) => values.get(name) ?? '')
    }
    return undefined
  }
  const translate = (sentence: string): string | undefined =>
    (Object.hasOwn(sentences, sentence) && sentences[sentence]) || fromPattern(sentence)

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

function toPattern(english: string, text: string): Pattern[] {
  const parts = english.split(PLACEHOLDER)
  if (parts.length === 1 || !text) return []
  const words = parts.filter((_, index) => index % 2 === 0)
  if ((words.join('').match(/\p{L}/gu) ?? []).length < ENOUGH_LETTERS) return []
  const source = words.map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('(.*?)')
  return [{ shape: new RegExp(`^${source}$`, 's'), names: parts.filter((_, index) => index % 2 === 1), text }]
}
