/** The catalogue of the console (locales/), for what is sent to people by mail. */
import { fillIn, type Language, type Say } from '#lib/domain/languages.ts'
import de from '../../locales/de.json' with { type: 'json' }

const SENTENCES: Readonly<Record<Exclude<Language, 'en'>, Readonly<Record<string, string>>>> = { de: de.sentences }

/** What the catalogue does not have is said in English. */
export const sayIn =
  (language: Language): Say =>
  (english, ...values) =>
    fillIn((language !== 'en' && SENTENCES[language][english]) || english, values)
