/** The folder of this clone. Not for code that Next bundles: there the module lies elsewhere. */
import { fileURLToPath } from 'node:url'

export const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')
