import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** Forms without a call that an API token could make, and why. */
const WITHOUT: readonly (readonly [files: RegExp, why: string])[] = [
  [/^(operator|claim-attempts)\//, 'operators act in a session'],
  [/^(auth|account)\//, 'signing in, and one’s own account'],
  [/^ui\//, 'parts of forms'],
  [/^setup\/token-slot/, 'fills in a field of the setup'],
  [/^gateways\/gateway-name/, 'one line in a heading, with the same call as tags'],
  [/^gateways\/view-dialogs/, 'a person’s own views'],
]

test('every other form shows its call', () => {
  const components = join(import.meta.dirname, '..')
  const forms = globSync('**/*.tsx', { cwd: components }).filter((file) =>
    readFileSync(join(components, file), 'utf8').includes('<form'),
  )
  expect(forms.length).toBeGreaterThan(40)
  const silent = forms.filter((file) => !readFileSync(join(components, file), 'utf8').includes('<SameAsCurl'))
  const unexplained = silent.filter((file) => !WITHOUT.some(([files]) => files.test(file)))
  expect(unexplained).toEqual([])
  // An exception that nothing needs any more is taken out.
  for (const [files] of WITHOUT)
    expect(
      silent.some((file) => files.test(file)),
      String(files),
    ).toBe(true)
})
