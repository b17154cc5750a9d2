/** In which Gatehouse speaks to people (docs/decisions/0111). */
export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]

/** Says a sentence in somebody's language; `{0}`, `{1}` … are filled with `values` as they are. */
export type Say = (english: string, ...values: readonly string[]) => string

export const fillIn = (text: string, values: readonly string[]): string =>
  text.replace(/\{(\d+)\}/g, (_, place: string) => values[Number(place)] ?? '')

export const inEnglish: Say = (english, ...values) => fillIn(english, values)
