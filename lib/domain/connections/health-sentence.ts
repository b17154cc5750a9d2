import type { Health } from '../deliveries/delivery-status.ts'

const SENTENCES: Readonly<Record<Health, string>> = {
  active: 'Active: the application server takes reports.',
  initialising: 'Initialising: no report was delivered yet.',
  'connection-error': 'Connection error: the last report was not taken. See its deliveries.',
  deactivated: 'Deactivated: uplinks are not forwarded, downlinks are refused.',
}

export const describeHealth = (health: Health): string => SENTENCES[health]
