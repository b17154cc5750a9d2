/** The one catalogue that every text of the console goes through. English stands in the code; other languages are in `locales/`. */
import { i18n } from '@lingui/core'
import { compileText } from './compile-text.ts'
import { activeLocale } from './locale.ts'

i18n.setMessagesCompiler(compileText)
i18n.load(activeLocale(), globalThis.gatehouseWords ?? {})
i18n.activate(activeLocale())

export { i18n }
