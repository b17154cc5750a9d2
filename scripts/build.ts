/** `npm run build`: the pages, ahead of a start, e.g. in an image. `npm start` builds by itself what is missing. */
import { buildConsole } from '#lib/server/build-console.ts'

let built = false
try {
  await buildConsole(() => {
    built = true
    process.stdout.write('building the console…\n')
  }, new AbortController().signal)
  if (!built) process.stdout.write('The console is built from these sources already.\n')
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
