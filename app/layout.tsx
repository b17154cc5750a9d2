import '@fontsource-variable/geist'
import '@fontsource-variable/geist-mono'
import './globals.css'
import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { Providers } from '#components/shell/providers.tsx'
import { localeScript } from '#lib/client/locale.ts'
import { THEME_SCRIPT } from '#lib/client/theme.ts'
import { wordsVersions } from '#lib/http/words-script.ts'

const LOCALE_SCRIPT = localeScript(wordsVersions())

export const metadata: Metadata = {
  title: { default: 'Gatehouse', template: '%s · Gatehouse' },
  description: 'An open Gateway Join Server for LoRaWAN gateways that run LoRa Basics Station.',
}

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f7f9f9' },
    { media: '(prefers-color-scheme: dark)', color: '#0c1112' },
  ],
}

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* Before the first paint, so that no theme flashes. */}
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours */}
        <script dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours */}
        <script dangerouslySetInnerHTML={{ __html: LOCALE_SCRIPT }} />
      </head>
      <body>
        <noscript>The console needs JavaScript. Switch it on for this address, or use the API.</noscript>
        <Providers>{children}</Providers>
      </body>
    </html>
  )
}
