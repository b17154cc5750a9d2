/** Which commands a text means. */
export interface Named {
  readonly label: string
  /** Beside the label. */
  readonly about?: string
  /** Other words for it. */
  readonly words?: string
}

const wordsOf = (text: string): string[] =>
  text
    .toLocaleLowerCase()
    .split(/[\s·:–-]+/)
    .filter(Boolean)

/**
 * `first` where the label begins with the text; `some` where every word of the text begins a word of it, in any order; undefined: it
 * means something else.
 */
export function fitOf(text: string, { label, about = '', words = '' }: Named): 'first' | 'some' | undefined {
  if (label.toLocaleLowerCase().startsWith(text.toLocaleLowerCase())) return 'first'
  const known = wordsOf(`${label} ${about} ${words}`)
  return wordsOf(text).every((word) => known.some((one) => one.startsWith(word))) ? 'some' : undefined
}
