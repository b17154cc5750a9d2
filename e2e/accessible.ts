/** The one way to look whether a page is accessible: all rules in light, in dark what a theme can change, the contrast. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { type Browser, expect, type Page } from '@playwright/test'

/** Each look is at both, in a context of its own; the themes follow one another in the same page. */
export const WIDTHS = [1440, 390] as const

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** A page in light, without motion, of a finger on the narrow one. The caller closes its context. */
export async function openAt(
  browser: Browser,
  width: (typeof WIDTHS)[number],
  storageState: string,
  baseURL?: string,
): Promise<Page> {
  const context = await browser.newContext({
    storageState,
    colorScheme: 'light',
    viewport: { width, height: 900 },
    hasTouch: width === 390,
    reducedMotion: 'reduce',
    ...(baseURL ? { baseURL } : {}),
  })
  return context.newPage()
}

/**
 * Axe finds nothing in both themes, and nothing is wider than the screen. Soft: a run tells every page with a fault. With
 * `E2E_SHOTS` it is kept there as `<name>-<theme>-<width>.png`. `without`: what only repeats, as a selector.
 */
export async function expectAccessible(page: Page, name: string, without?: string): Promise<void> {
  const size = page.viewportSize()
  // As high as the page where a phone's bar lies over it: what is under the bar now can be scrolled from there.
  const hasBar = (await page.locator('nav.fixed').filter({ visible: true }).count()) > 0
  const tall = size && size.width < 768 && hasBar && (await page.locator('[role=dialog][data-open]').count()) === 0
  if (tall) await page.setViewportSize({ ...size, height: await page.evaluate(() => document.body.scrollHeight + 100) })
  const faults = await faultsIn(page, without, (axe) => axe.withTags(TAGS))
  if (tall) await page.setViewportSize(size)
  await keepShot(page, name, 'light')
  await wear(page, 'dark')
  faults.push(
    ...(await faultsIn(page, without, (axe) => axe.withRules(['color-contrast']))).map((fault) => `dark: ${fault}`),
  )
  await keepShot(page, name, 'dark')
  await wear(page, 'light')
  expect.soft(faults, name).toEqual([])
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect.soft(overflow, `${name} is wider than the screen`).toBeLessThanOrEqual(0)
}

async function wear(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
}

async function faultsIn(
  page: Page,
  without: string | undefined,
  choose: (axe: AxeBuilder) => AxeBuilder,
): Promise<string[]> {
  const axe = choose(new AxeBuilder({ page }))
  const { violations } = await (without ? axe.exclude(without) : axe).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}

async function keepShot(page: Page, name: string, theme: string): Promise<void> {
  const folder = process.env.E2E_SHOTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  const file = `${name.replaceAll(/\W+/g, '-')}-${theme}-${page.viewportSize()?.width ?? 0}.png`
  await page.screenshot({ path: join(folder, file) })
}
