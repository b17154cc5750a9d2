/** The browser of the tests: the system's own, so that nothing is downloaded. */
import { existsSync } from 'node:fs'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** The program, or undefined when there is none. */
export function findChromium(): string | undefined {
  return PLACES.find((place) => existsSync(place))
}

/** How it is started: without what needs a desktop, and without asking its makers for anything. */
export function launchOptions(): { args: string[]; executablePath?: string } {
  const executablePath = findChromium()
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
  return { args, ...(executablePath ? { executablePath } : {}) }
}
