/** What tests of forms share: coming back to a page that was left for a moment, and its look. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'

/** As somebody who comes back to the tab, until what the page shows was read again, `path` among it. */
export async function comeBack(page: Page, path: string): Promise<void> {
  let read = false
  page.on('requestfinished', (request) => {
    if (request.method() === 'GET' && request.url().includes(path)) read = true
  })
  await expect
    .poll(async () => {
      await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')))
      return read
    })
    .toBe(true)
}

/** With GATEHOUSE_SHOTS: the page in both themes, wide and narrow. */
export async function shoot(page: Page, name: string): Promise<void> {
  const shots = process.env.GATEHOUSE_SHOTS
  if (!shots) return
  mkdirSync(shots, { recursive: true })
  const before = page.viewportSize()
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1440, 390]) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 900 })
      await page.screenshot({ path: join(shots, `${name}-${colorScheme}-${width}.png`) })
    }
  }
  await page.emulateMedia({ colorScheme: null })
  if (before) await page.setViewportSize(before)
}
