/** Catalogues as the browser takes them. */
import { createHash } from 'node:crypto'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import { generateMessageId } from '@lingui/message-utils/generateMessageId'
import de from '../../locales/de.json' with { type: 'json' }

interface Catalogue {
  /** Texts of components by their English, in ICU MessageFormat. */
  readonly components: Readonly<Record<string, string>>
  /** Sentences of the rules and the API by their English, with `{0}` for what is filled in. */
  readonly sentences: Readonly<Record<string, string>>
}

const CATALOGUES: Readonly<Record<string, Catalogue>> = { de }

export const LANGUAGES = Object.keys(CATALOGUES)

/** Sets the global that lib/client/words.ts reads. */
export function wordsScript(language: string): string {
  const words = Object.entries(CATALOGUES[language]?.components ?? {}).filter(([, text]) => text !== '')
  const compiled = words.map(([english, text]) => [generateMessageId(english), compileMessage(text)])
  return `globalThis.gatehouseWords=${JSON.stringify(Object.fromEntries(compiled))}`
}

/** What lib/client/say.ts reads, as JSON. */
export function sentencesJson(language: string): string {
  const sentences = Object.entries(CATALOGUES[language]?.sentences ?? {}).filter(([, text]) => text !== '')
  return JSON.stringify(Object.fromEntries(sentences))
}

/** A version of each language but English, which changes with its words. */
export const wordsVersions = (): Record<string, string> =>
  Object.fromEntries(
    LANGUAGES.map((language) => [language, versionOf(wordsScript(language) + sentencesJson(language))]),
  )

const versionOf = (content: string): string => createHash('sha256').update(content).digest('base64url').slice(0, 12)
