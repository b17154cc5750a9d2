/** The console's language: the person's choice, else the browser's. Kept in the browser and known before any module of the page runs. */
import type { Messages } from '@lingui/core'
import type { Language } from '#lib/domain/languages.ts'
import type { Sentences } from './translate-sentence.ts'

export const LOCALES = { en: 'English', de: 'Deutsch' } as const satisfies Record<Language, string>
export type Locale = Language

export const LOCALE_KEY = 'gatehouse-locale'

declare global {
  var gatehouseLocale: Locale | undefined
  /** Compiled messages by id, as the words route hands them out. */
  var gatehouseWords: Messages | undefined
  /** Being fetched since the head of the page was read. */
  var gatehouseSentences: Promise<Sentences> | undefined
}

/**
 * Runs inline in the head; must stay free of imports. English needs nothing more. The words of another language come as a script
 * that the parser waits for, so that constants of modules are made in that language too; its sentences come beside it.
 */
export const localeScript = (versions: Readonly<Record<string, string>>): string =>
  `(()=>{const v=${JSON.stringify(versions)},g=globalThis;let l=null;try{l=localStorage.getItem('${LOCALE_KEY}')}catch{}if(l!=='en'&&!v[l])l=(navigator.languages||[]).map(x=>x.slice(0,2)).find(x=>x==='en'||v[x])||'en';g.gatehouseLocale=l;document.documentElement.lang=l;if(v[l]){const u='/words/'+l,q='?v='+v[l];g.gatehouseSentences=fetch(u+'/sentences'+q).then(r=>r.ok?r.json():{},()=>({}));document.write('<script src="'+u+q+'"><\\/script>')}})()`

/** English where nothing was chosen, as on the server and in tests. */
export const activeLocale = (): Locale => globalThis.gatehouseLocale ?? 'en'

/** Loads the page anew: what modules made of words at their start stays in the old language. */
export function setLocale(locale: Locale): void {
  try {
    localStorage.setItem(LOCALE_KEY, locale)
  } catch {
    // Without storage the browser's own language stays.
  }
  window.location.reload()
}
