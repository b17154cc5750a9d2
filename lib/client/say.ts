/** What no component holds: sentences of the rules and of the API's answers, in the person's language. */
let translate: ((sentence: string) => string) | undefined
let known = globalThis.gatehouseSentences === undefined
const listeners = new Set<() => void>()

void globalThis.gatehouseSentences?.then(async (sentences) => {
  const { makeTranslator } = await import('./translate-sentence.ts')
  translate = makeTranslator(sentences)
  known = true
  for (const listener of listeners) listener()
})

/** The sentence in the person's language where the catalogue has it. Not in constants of modules: they are made before it is there. */
export const say = (sentence: string): string => translate?.(sentence) ?? sentence

/** Whether the sentences of the language are there, as `useSyncExternalStore` takes it. English has them at once. */
export const sentences = {
  known: (): boolean => known,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}
