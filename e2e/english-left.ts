import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'

/** Words that an English sentence hardly does without, and German does not have. */
const ENGLISH =
  /(?<![\p{L}\p{N}_.:/@-])(the|is|not|of|and|with|for|this|that|are|to|from|has|have|it|its|by|or|be|been|when|who|which|every|all|none|never|your|yet|only|must|can|does|ago|days?|hours?|on|at)(?![\p{L}\p{N}_:/@-])/iu
/** English that stays: names of products, protocols and files, values and statuses that ThingPark names, and what the tests themselves typed. */
const STAYS =
  /The Things (Stack|Industries|Network|Join Server|Indoor Gateway)|Let’s Encrypt|AWS IoT Core for LoRaWAN|Create a gateway under the account|Link as Gateway|^operator$|^Error$|Downlink: none|^(LNS|CUPS) URI$|^\{|: \{"/

const file = readFileSync(join(import.meta.dirname, '..', 'locales', 'de.json'), 'utf8')
const { components, sentences } = JSON.parse(file) as Record<'components' | 'sentences', Record<string, string>>
const german = new Set([...Object.values(components), ...Object.values(sentences)])
/** English texts, whole, that are said otherwise in German. */
const english = new Set(
  [...Object.entries(components), ...Object.entries(sentences)]
    .filter(([key, text]) => key !== text && !german.has(key))
    .map(([key]) => key),
)

/** What a person sees or is read, piece by piece; without identifiers, commands, and what was typed. */
const textsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const texts = new Set<string>()
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node instanceof Element ? node : node.parentElement
      if (!element?.checkVisibility() || element.closest('code, pre, .mono, script, style, textarea, [lang="en"]'))
        continue
      const found =
        node instanceof Element
          ? [...['aria-label', 'title', 'placeholder'].map((name) => node.getAttribute(name) ?? '')]
          : [node.textContent ?? '']
      for (const text of found) if (/\p{L}{2}/u.test(text)) texts.add(text.trim())
    }
    return [...texts]
  })

/** Texts of the page that are still English. */
export async function englishLeft(page: Page): Promise<string[]> {
  const texts = [...(await textsOf(page)), ...(await page.title()).split(' · ')]
  return texts.filter((text) => !STAYS.test(text) && (english.has(text) || ENGLISH.test(text)))
}
