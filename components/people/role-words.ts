/** What each role may do, in a sentence. */
import { t } from '@lingui/core/macro'
import { ROLES, type Role } from '#lib/domain/rights.ts'

export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  admin: t`Everything, also members, tokens and the audit trail`,
  operator: t`Claims and sets up gateways, firmware, connections`,
  viewer: t`Sees everything, changes nothing`,
}

const NAMES: Readonly<Record<Role, string>> = { admin: t`Admin`, operator: t`Operator`, viewer: t`Viewer` }

export const ROLE_OPTIONS = ROLES.map((value) => ({ value, label: NAMES[value] }))
export const roleName = (role: Role): string => NAMES[role]
