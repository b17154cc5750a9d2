/** Every language says everything, with what is filled in. `npm run words` brings the files to what the sources say. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import { describe, expect, test } from 'vitest'
import { compileText } from '../lib/client/compile-text.ts'
import { collectTexts } from './collect-texts.ts'

const ROOT = join(import.meta.dirname, '..')
const texts = collectTexts(ROOT)

test('texts are found in pages, rules and answers', () => {
  expect(texts.components).toContain('Add gateway')
  expect(texts.components).toContain('{name} can be imported: {0} join servers.')
  expect(texts.sentences).toContain('The name has {0} characters. Use at most {1}.')
  expect(texts.sentences).toContain('Claim attempts')
})

test('English is what the small compiler of the browser knows', () => {
  for (const text of texts.components) expect(compileText(text)).toEqual(compileMessage(text))
})

describe.each(readdirSync(join(ROOT, 'locales')))('%s', (file) => {
  const sections = JSON.parse(readFileSync(join(ROOT, 'locales', file), 'utf8')) as Record<
    'components' | 'sentences',
    Record<string, string>
  >

  test.each(['components', 'sentences'] as const)('%s: complete, and nothing that nobody says', (section) => {
    expect(Object.keys(sections[section]).toSorted()).toEqual([...texts[section]].toSorted())
    expect(Object.entries(sections[section]).filter(([, text]) => text === '')).toEqual([])
  })

  test.each(['components', 'sentences'] as const)('%s: the same placeholders and tags', (section) => {
    const marks = (text: string) => (text.match(/\{\w+\}|<\/?\d+\/?>/g) ?? []).toSorted()
    const different = Object.entries(sections[section]).filter(
      ([english, text]) => marks(english).join() !== marks(text).join(),
    )
    expect(different).toEqual([])
  })
})
