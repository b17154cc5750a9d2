/** What each role may do, in a sentence. */
import { ROLES, type Role } from '#lib/domain/rights.ts'

export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  admin: 'Everything, also members, tokens and the audit trail',
  operator: 'Claims and sets up gateways, firmware, connections',
  viewer: 'Sees everything, changes nothing',
}

const NAMES: Readonly<Record<Role, string>> = { admin: 'Admin', operator: 'Operator', viewer: 'Viewer' }

export const ROLE_OPTIONS = ROLES.map((value) => ({ value, label: NAMES[value] }))
export const roleName = (role: Role): string => NAMES[role]
