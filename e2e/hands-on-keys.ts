/** For tests that use the keyboard alone: somebody who sees where the focus is. */
import { expect, type Locator, type Page } from '@playwright/test'

/** What has the focus shows it, and is on the screen. */
export async function expectFocusShown(page: Page): Promise<void> {
  await expect
    .poll(
      () =>
        page.evaluate(() => {
          const focused = document.activeElement
          if (!focused || focused === document.body) return 'nothing has the focus'
          const { top, bottom, width, height } = focused.getBoundingClientRect()
          if (bottom < 0 || top > innerHeight) return `out of sight: ${focused.outerHTML.slice(0, 120)}`
          // A label may show it for the box that it hides, a row for its link.
          for (let one: Element | null = focused, up = 0; one && up < 4; one = one.parentElement, up += 1) {
            const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one)
            if (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) return 'shown'
            if (up === 0 && boxShadow !== 'none' && width * height > 0) return 'shown'
          }
          return `not shown: ${focused.outerHTML.slice(0, 160)}`
        }),
      { message: 'the focus is shown' },
    )
    .toBe('shown')
}

/** Presses Tab until the control has the focus; each stop on the way shows it. */
export async function tabTo(page: Page, control: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(control).toBeVisible()
  await expect(control).toBeEnabled()
  for (let stops = 0; stops < 120; stops += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return expectFocusShown(page)
    await page.keyboard.press(key)
    const body = await page.evaluate(() => document.activeElement === document.body)
    if (!body) await expectFocusShown(page)
  }
  throw new Error(`Tab does not come to ${control}`)
}

export async function pressOn(page: Page, control: Locator): Promise<void> {
  await tabTo(page, control)
  await page.keyboard.press('Enter')
}

/** Tab goes through the whole page and comes round to where it began: nothing holds the focus. */
export async function expectNoTrap(page: Page): Promise<void> {
  // By the element itself: what a page fetches early changes places in the document.
  const here = () =>
    page.evaluate(() => {
      const known = (globalThis as { stops?: (Element | null)[] }).stops ?? []
      Object.assign(globalThis, { stops: known })
      const place = known.indexOf(document.activeElement)
      return place < 0 ? known.push(document.activeElement) - 1 : place
    })
  await page.keyboard.press('Tab')
  const first = await here()
  const seen = new Set<number>([first])
  for (let stops = 0; stops < 200; stops += 1) {
    await page.keyboard.press('Tab')
    const now = await here()
    if (now === first) {
      expect(seen.size, 'more than one stop').toBeGreaterThan(3)
      return
    }
    seen.add(now)
  }
  throw new Error(`Tab does not come round: ${seen.size} stops`)
}
