/**
 * What a rule answers: a value, or one sentence for the person who can mend the input. A refusal of one item of a
 * bulk request travels as this value; only the failure of a whole request is thrown.
 */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string }

export const ok = <T>(value: T): Result<T> => ({ ok: true, value })
export const refuse = (error: string): { readonly ok: false; readonly error: string } => ({ ok: false, error })
