/**
 * `npm run words`: brings `locales/*.json` to what the sources say. New texts come in with an empty translation, those that nobody
 * says any more go. `npm run words -- --check` writes nothing and fails when a language is behind.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { collectTexts } from './collect-texts.ts'

const ROOT = join(import.meta.dirname, '..')
const LANGUAGES = ['de']
const check = process.argv.includes('--check')
const texts = collectTexts(ROOT)
let behind = 0
for (const language of LANGUAGES) {
  const path = join(ROOT, 'locales', `${language}.json`)
  const known = JSON.parse(readFileSync(path, 'utf8')) as Record<keyof typeof texts, Record<string, string>>
  const merge = (section: keyof typeof texts) =>
    Object.fromEntries([...texts[section]].toSorted().map((text) => [text, known[section][text] ?? '']))
  const merged = { components: merge('components'), sentences: merge('sentences') }
  const missing = Object.values(merged)
    .flatMap((section) => Object.values(section))
    .filter((text) => text === '').length
  const written = `${JSON.stringify(merged, null, 2)}\n`
  const differs = written !== readFileSync(path, 'utf8')
  if (missing > 0 || (check && differs)) behind += 1
  if (!check && differs) writeFileSync(path, written)
  process.stdout.write(
    `${language}: ${missing === 0 ? 'complete' : `${missing} texts are not translated`}${check && differs ? '; run npm run words' : ''}\n`,
  )
}
process.exit(check && behind > 0 ? 1 : 0)
