/** Findings of the rules as refusals of a request, with a pointer to each field. */
import { AppError, type FieldError } from '#lib/domain/app-error.ts'
import type { FieldFinding } from '#lib/domain/interop/finding.ts'

/** Throws `invalid` when there are errors among the findings. `place` names the object in the body that they are about. */
export function refuseErrors(findings: readonly FieldFinding[], place = ''): void {
  const errors = findings
    .filter(({ severity }) => severity === 'error')
    .map(({ field, code, message }): FieldError => ({ pointer: `${place}${pointerOf(field)}`, detail: message, code }))
  const [first] = errors
  if (!first) return
  throw new AppError(
    'invalid',
    errors.length === 1 ? first.detail : `${errors.length} values are not valid. See “errors”.`,
    { errors },
  )
}

/** `tls.root-ca` → `/tls/rootCa`; headers are a list in a request, so the list is meant. */
export function pointerOf(field: string): string {
  if (field.startsWith('headers.')) return '/headers'
  return field
    .split('.')
    .filter((part) => part !== '')
    .map((part) => `/${part.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())}`)
    .join('')
}
