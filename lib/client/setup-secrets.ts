/** What stands for the files of a setup where its request is shown, by the names that Station gives them. */
import type { Secrets } from './call.ts'
import type { SetupBody } from './contracts.ts'

/** Fields of a credential set, by the names of Station's files. */
const FILES = {
  lnsTrust: 'tc.trust',
  lnsCrt: 'tc.crt',
  lnsKey: 'tc.key',
  cupsTrust: 'cups.trust',
  cupsCrt: 'cups.crt',
  cupsKey: 'cups.key',
} as const
const FIELDS = Object.keys(FILES) as (keyof typeof FILES)[]

/** All six are files of the person, so all six are read from files; `folder`: of one gateway among many. */
export function setupSecrets<T extends SetupBody>(body: T, as: Secrets, folder = ''): T {
  const files: Partial<Record<keyof typeof FILES, string>> = {}
  for (const field of FIELDS) {
    const value = body[field]
    if (value !== undefined) files[field] = as.file(value, folder + FILES[field])
  }
  return { ...body, ...files }
}
