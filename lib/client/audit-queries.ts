'use client'

/** The console's reads of the audit trail. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type AuditFilter, auditApi } from './audit-api.ts'

export const auditKeys = {
  trail: (owner: string) => ['audit', owner] as const,
}

export const useAuditEntries = (
  owner: string,
  filter: AuditFilter & { cursor?: string | undefined },
  enabled: boolean,
) =>
  useQuery({
    enabled,
    queryKey: [...auditKeys.trail(owner), 'entries', filter],
    queryFn: ({ signal }) => auditApi.entries(owner, filter, { signal }),
    placeholderData: keepPreviousData,
    // A page further back does not change.
    refetchInterval: filter.cursor ? false : 15_000,
  })

export const useAuditFacets = (owner: string, enabled: boolean) =>
  useQuery({
    enabled,
    queryKey: [...auditKeys.trail(owner), 'facets'],
    queryFn: ({ signal }) => auditApi.facets(owner, { signal }),
    staleTime: 60_000,
  })

export const useAuditChain = (owner: string) =>
  useQuery({
    queryKey: [...auditKeys.trail(owner), 'chain'],
    queryFn: ({ signal }) => auditApi.chain(owner, { signal }),
  })
