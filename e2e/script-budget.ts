import type { Browser } from '@playwright/test'
import { expect } from './fixtures.ts'

/** Bytes, compressed: what a page may load of script before anybody does something. */
const SCRIPT_BUDGET = 200_000

/** Opens the page in a browser that has seen nothing of the console yet. Soft: every page over the budget is told. */
export async function expectSmallFirstLoad(browser: Browser, storageState: string, url: string): Promise<void> {
  const context = await browser.newContext({ storageState })
  const page = await context.newPage()
  await page.goto(url)
  await page.waitForLoadState('networkidle')
  const bytes = await page.evaluate(() => {
    const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
    const sizes = new Map(loaded.map(({ name, encodedBodySize }) => [name, encodedBodySize]))
    return [...sizes].reduce((sum, [name, size]) => sum + (new URL(name).pathname.endsWith('.js') ? size : 0), 0)
  })
  expect.soft(bytes, `${url} loads ${bytes} bytes of script`).toBeLessThanOrEqual(SCRIPT_BUDGET)
  expect(bytes, 'the measurement saw the scripts').toBeGreaterThan(50_000)
  await context.close()
}
