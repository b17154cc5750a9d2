import type { ConnectionDraft } from '#lib/client/connection-draft.ts'

/** What a part of the form works on. */
export interface FieldProps {
  readonly draft: ConnectionDraft
  /** `pointer`: of the field that was changed, as the API names it, without the first slash. */
  readonly edit: (patch: Partial<ConnectionDraft>, pointer: string) => void
  readonly faultOf: (pointer: string) => string | undefined
}
