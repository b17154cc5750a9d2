'use client'

/** Simulated gateways: the routes by name, and their read. */
import { useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import type { simulatedContact, simulatedGateway, simulatedGateways } from '#lib/schemas/simulated.ts'
import { request } from './request.ts'

export type SimulatedGateway = z.infer<typeof simulatedGateway>
export type SimulatedContact = z.infer<typeof simulatedContact>

const BASE = '/api/v1/simulated-gateways'

export const simulatedKeys = { all: (owner: string) => ['simulated-gateways', owner] as const }

export const simulatedApi = {
  start: (owner: string) => request<SimulatedGateway>('POST', BASE, { body: { ownerid: owner } }),
  contact: (owner: string, gateway: string) =>
    request<SimulatedContact>('POST', `${BASE}/${encodeURIComponent(gateway)}/contacts`, { body: { ownerid: owner } }),
}

/** Oldest first. */
export const useSimulatedGateways = (owner: string) =>
  useQuery({
    queryKey: simulatedKeys.all(owner),
    queryFn: ({ signal }) => request<z.infer<typeof simulatedGateways>>('GET', BASE, { query: { owner }, signal }),
  })
