'use client'

import { useEffect, useState } from 'react'
import { api } from '#lib/client/api.ts'
import type { Category, CredentialField, Inspection, Target } from '#lib/client/contracts.ts'
import { apiName, changesOf, hasChanges, type ItemDraft, type TargetDraft } from '#lib/client/setup-draft.ts'

const DELAY = 350

export interface InspectionState {
  readonly result: Inspection | undefined
  readonly error: Error | undefined
  readonly pending: boolean
}

const sent = (item: ItemDraft): string | undefined =>
  item.mode === 'set' ? item.base64 : item.mode === 'clear' ? '' : undefined

/**
 * Asks the server what it would store, a moment after the last change. The answer lives in this component only: keys
 * must not stay in a cache.
 */
export function useInspection(
  owner: string,
  gateway: string,
  category: Category,
  current: Target | null,
  draft: TargetDraft,
): InspectionState {
  const [state, setState] = useState<InspectionState>({ result: undefined, error: undefined, pending: false })
  const changed = hasChanges(changesOf(current, draft))
  useEffect(() => {
    if (!changed) {
      setState({ result: undefined, error: undefined, pending: false })
      return
    }
    const abort = new AbortController()
    setState((before) => ({ ...before, pending: true }))
    const timer = setTimeout(() => {
      const body = {
        gateway,
        category,
        uri: draft.uri.trim(),
        trust: sent(draft.trust),
        crt: sent(draft.crt),
        key: sent(draft.key),
      }
      api.inspect(owner, body, { signal: abort.signal }).then(
        (result) => setState({ result, error: undefined, pending: false }),
        (error: Error) => {
          if (!abort.signal.aborted) setState({ result: undefined, error, pending: false })
        },
      )
    }, DELAY)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [owner, gateway, category, draft, changed])
  return state
}

/** The sentence for one field, whether the server names it shortly (`trust`) or as the API does (`lnsTrust`). */
export function fieldError(
  inspection: Inspection | undefined,
  category: Category,
  field: 'uri' | CredentialField,
): string | undefined {
  const names = [field, apiName(category, field), `/${apiName(category, field)}`, `/${field}`]
  return inspection?.errors.find((error) => names.includes(error.field))?.detail
}

/** Errors that belong to no field that the editor shows. */
export function otherErrors(inspection: Inspection | undefined, category: Category): string[] {
  const fields = ['uri', 'trust', 'crt', 'key'] as const
  const shown = fields.map((field) => fieldError(inspection, category, field))
  return (inspection?.errors ?? []).map(({ detail }) => detail).filter((detail) => !shown.includes(detail))
}

export const warningTexts = (inspection: Inspection | undefined): string[] =>
  (inspection?.warnings ?? []).map((warning) => (typeof warning === 'string' ? warning : warning.detail))
