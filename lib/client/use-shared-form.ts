'use client'

import type { Fields } from '#lib/domain/edits/stale-fields.ts'
import { changedFields } from './merge-drafts.ts'
import { useWrite } from './queries.ts'
import { ApiProblem } from './request.ts'
import { type SharedDraftRules, useSharedDraft } from './use-shared-draft.ts'

/** A form whose fields the API compares one by one (docs/decisions/0121). */
export interface SharedFormRules<Stored, Draft, Field extends string> extends SharedDraftRules<Stored, Draft, Field> {
  /** What the API is sent of a field. */
  wanted(field: Field, draft: Draft): Fields
  /** What was read of it, exactly: a form may show less. */
  seen(field: Field, stored: Stored): Fields
}

/** What a save sent: swapped, it is the save that takes it back. */
export interface Sent {
  readonly wanted: Fields
  readonly before: Fields
}

interface SharedFormOptions<Output> {
  readonly send: (body: Fields & { readonly before: Fields }) => Promise<Output>
  /** Made old by a save. */
  readonly stale: readonly (readonly unknown[])[]
  readonly onSaved: (output: Output, sent: Sent) => void
}

/**
 * A form that sends what was changed, together with what was there when it was opened. Where somebody else was first,
 * `conflict` holds both, nothing typed is lost, and the next save is made from what is stored now.
 */
export function useSharedForm<Stored, Draft, Field extends string, Output>(
  stored: Stored,
  rules: SharedFormRules<Stored, Draft, Field>,
  { send, stale, onSaved }: SharedFormOptions<Output>,
) {
  const { base = stored, ...shared } = useSharedDraft<Stored, Draft, Field>(stored, rules)
  const { draft, changed, conflict, meet, restart } = shared
  // What others saved is shown at once where nothing was typed.
  const moved = changedFields(rules, rules.draftOf(stored), rules.draftOf(base)).length > 0
  const all = (part: (field: Field) => Fields): Fields => Object.assign({}, ...changed.map(part))
  const sent = { wanted: all((field) => rules.wanted(field, draft)), before: all((field) => rules.seen(field, base)) }
  const call = () => send({ ...sent.wanted, before: sent.before })
  const save = useWrite(
    async () => {
      try {
        return { output: await call(), sent }
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 409 && error.current) meet(error.current as Stored)
        throw error
      }
    },
    stale,
    (done) => onSaved(done.output, done.sent),
  )
  if (moved && changed.length === 0 && !conflict && !save.isPending) restart(stored)
  const problem = save.error instanceof ApiProblem ? save.error : undefined
  const told = conflict !== undefined && problem?.current !== undefined
  return {
    ...shared,
    save,
    /** What the button sends; nothing while nothing is changed. */
    call: () => changed.length > 0 && call(),
    /** What the panel of the conflict does not say already. */
    error: told ? null : save.error,
    /** The sentence for one field. */
    fault: (field: string): string | undefined => (told ? undefined : problem?.field(field)),
  }
}

type Texts<Name extends string> = Readonly<Record<Name, string>>

/** A form of plain texts, each a field of the API by its own name; blanks around them do not count. */
export const textForm = <Name extends string>(
  ...fields: readonly Name[]
): SharedFormRules<Texts<Name>, Texts<Name>, Name> => {
  const pick = (from: Texts<Name>) => Object.fromEntries(fields.map((name) => [name, from[name]])) as Texts<Name>
  return {
    fields,
    empty: Object.fromEntries(fields.map((name) => [name, ''])) as Texts<Name>,
    same: (field, a, b) => a[field].trim() === b[field].trim(),
    take: (field, draft, from) => ({ ...draft, [field]: from[field] }),
    draftOf: pick,
    wanted: (field, draft) => ({ [field]: draft[field].trim() }),
    seen: (field, stored) => ({ [field]: stored[field] }),
  }
}
