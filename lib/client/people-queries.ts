'use client'

/** The console's reads of members, invitations, sessions and second factors. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { peopleApi } from './people-api.ts'

export const peopleKeys = {
  invitations: (owner: string) => ['invitations', owner] as const,
  owner: (owner: string) => ['owner-settings', owner] as const,
  sessions: ['sessions'] as const,
  secondFactor: ['second-factor'] as const,
  people: ['people'] as const,
}

export const useInvitations = (owner: string) =>
  useQuery({
    queryKey: peopleKeys.invitations(owner),
    queryFn: ({ signal }) => peopleApi.invitations(owner, { signal }),
  })

export const useOwnerSettings = (owner: string, enabled: boolean) =>
  useQuery({
    enabled,
    queryKey: peopleKeys.owner(owner),
    queryFn: ({ signal }) => peopleApi.owner(owner, { signal }),
  })

export const useSessions = () =>
  useQuery({ queryKey: peopleKeys.sessions, queryFn: ({ signal }) => peopleApi.sessions({ signal }) })

export const useSecondFactor = () =>
  useQuery({ queryKey: peopleKeys.secondFactor, queryFn: ({ signal }) => peopleApi.secondFactor({ signal }) })

export const usePeople = (query: Parameters<typeof peopleApi.people>[0]) =>
  useQuery({
    queryKey: [...peopleKeys.people, query],
    queryFn: ({ signal }) => peopleApi.people(query, { signal }),
    placeholderData: keepPreviousData,
  })
