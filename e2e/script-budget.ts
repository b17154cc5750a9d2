import { type Browser, expect } from '@playwright/test'

/** Bytes, compressed: what a page may load of script before anybody does something. */
export const SCRIPT_BUDGET = 200_000

/** Soft: every page over the budget is told. */
export async function expectSmallFirstLoad(browser: Browser, storageState: string, url: string): Promise<void> {
  const bytes = await firstLoadScript(browser, storageState, url)
  expect.soft(bytes, `${url} loads ${bytes} bytes of script`).toBeLessThanOrEqual(SCRIPT_BUDGET)
  expect(bytes, 'the measurement saw the scripts').toBeGreaterThan(50_000)
}

/** Opens the page in a browser that has seen nothing of the console yet: bytes of script, compressed. */
export async function firstLoadScript(browser: Browser, storageState: string, url: string): Promise<number> {
  const context = await browser.newContext({ storageState })
  const page = await context.newPage()
  await page.goto(url)
  await page.waitForLoadState('networkidle')
  const bytes = await page.evaluate(() => {
    const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
    const sizes = new Map(loaded.map(({ name, encodedBodySize }) => [name, encodedBodySize]))
    return [...sizes].reduce((sum, [name, size]) => sum + (new URL(name).pathname.endsWith('.js') ? size : 0), 0)
  })
  await context.close()
  return bytes
}
