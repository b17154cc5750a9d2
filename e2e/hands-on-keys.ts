/** For tests that use the keyboard alone: somebody who sees where the focus is. */
import { expect, type Page } from '@playwright/test'

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
