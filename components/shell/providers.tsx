'use client'

import { I18nProvider } from '@lingui/react'
import { QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react'
import { activeLocale } from '#lib/client/locale.ts'
import { makeQueryClient } from '#lib/client/queries.ts'
import { say, sentences } from '#lib/client/say.ts'
import { i18n } from '#lib/client/words.ts'

/**
 * What every page stands in. The pages themselves are drawn in the browser only: there their language is known, and
 * whose data they show.
 */
export function Providers({ children }: { readonly children: ReactNode }) {
  const [client] = useState(makeQueryClient)
  const known = useSyncExternalStore(sentences.subscribe, sentences.known, () => false)
  useTitleInLocale(known)
  return (
    <I18nProvider i18n={i18n}>
      <QueryClientProvider client={client}>{known && children}</QueryClientProvider>
    </I18nProvider>
  )
}

/** Pages name themselves in English, on the server, which does not know the language. */
function useTitleInLocale(known: boolean): void {
  useEffect(() => {
    if (!known || activeLocale() === 'en') return
    const translate = () => {
      const title = document.title.split(' · ').map(say).join(' · ')
      if (title !== document.title) document.title = title
    }
    translate()
    const observer = new MutationObserver(translate)
    observer.observe(document.head, { childList: true, characterData: true, subtree: true })
    return () => observer.disconnect()
  }, [known])
}
