/** Every text that the console says, from its sources. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { transformSync } from '@babel/core'
import extractor from '@lingui/babel-plugin-extract-messages'
import macro from '@lingui/babel-plugin-lingui-macro'
import { makeConfig } from '@lingui/conf'
import { collectSentences } from './collect-sentences.ts'

export interface Texts {
  /** Of `t` and `<Trans>`, in ICU MessageFormat. */
  readonly components: ReadonlySet<string>
  /** Of rules, answers and page titles, with `{0}` for what is filled in. */
  readonly sentences: ReadonlySet<string>
}

/** Nothing is looked for on the disk. */
const linguiConfig = makeConfig({ locales: ['en'], sourceLocale: 'en' })

export function collectTexts(root: string): Texts {
  const components = new Set<string>()
  for (const file of globSync(['components/**/*.{ts,tsx}', 'app/**/*.tsx'], { cwd: root }).toSorted()) {
    const source = readFileSync(join(root, file), 'utf8')
    if (!source.includes('@lingui/')) continue
    transformSync(source, {
      filename: join(root, file),
      configFile: false,
      babelrc: false,
      code: false,
      parserOpts: { plugins: ['typescript', 'jsx'] },
      plugins: [
        [macro, { descriptorFields: 'all', linguiConfig }],
        [
          extractor,
          {
            linguiConfig,
            onMessageExtracted: ({ message }: { message?: string }) => message && components.add(message),
          },
        ],
      ],
    })
  }
  return { components, sentences: collectSentences(root) }
}
