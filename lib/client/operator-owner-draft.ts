/** What an operator changes of an owner, as the form holds it. */
import { type SharedFormRules, textForm } from './use-shared-form.ts'

export interface StoredOwnerLimits {
  readonly name: string
  readonly addLimit: number
}

export interface OwnerLimitsDraft {
  readonly name: string
  /** As it is typed. */
  readonly addLimit: string
}

const { draftOf: _, seen: __, ...texts } = textForm('name', 'addLimit')

export const OWNER_LIMITS: SharedFormRules<StoredOwnerLimits, OwnerLimitsDraft, keyof OwnerLimitsDraft> = {
  ...texts,
  draftOf: ({ name, addLimit }) => ({ name, addLimit: String(addLimit) }),
  wanted: (field, draft) => (field === 'name' ? { name: draft.name.trim() } : { addLimit: Number(draft.addLimit) }),
  seen: (field, stored) => ({ [field]: stored[field] }),
}
