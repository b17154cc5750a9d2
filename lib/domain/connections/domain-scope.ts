/**
 * Domains segregate an owner's connections (tunnel.md §3, docs/decisions/0052). A connection carries full domains, at
 * most one per group; a member's restrictions may be prefixes.
 */
import { ok, type Result, refuse } from '../result.ts'

export const MAX_GROUP_NAME = 20
/** Of one part between two slashes. */
export const MAX_DOMAIN_PART = 20
export const MAX_LEVELS = 5

/** A domain of a connection. */
export interface AssignedDomain {
  readonly groupId: string
  readonly domainId: string
  readonly group: string
  readonly path: string
}

export interface Restriction {
  readonly groupId: string
  /** `EMEA/France`. */
  readonly path: string
  /** Everything below the path too. */
  readonly prefix: boolean
}

/** What a caller is held to; null = everything of the owner. */
export type DomainScope = readonly Restriction[] | null

/** `masked`: cross-domain for a restricted member, read-only and without URL and header values. */
export type Visibility = 'full' | 'masked' | 'hidden'

/** Letters are compared without case: `emea/France` and `EMEA/france` are one domain. */
const fold = (path: string): string => path.toLowerCase()

/** True when the domain is the restriction's, or lies below its prefix. */
export function restrictionCovers(restriction: Restriction, groupId: string, path: string): boolean {
  if (restriction.groupId !== groupId) return false
  const [own, other] = [fold(restriction.path), fold(path)]
  return own === other || (restriction.prefix && other.startsWith(`${own}/`))
}

/**
 * Several restrictions of one group widen, restrictions of different groups narrow: in every group that a member is
 * restricted in, the connection must carry a domain that one of the restrictions covers.
 */
export function visibilityOf(
  assigned: readonly Pick<AssignedDomain, 'groupId' | 'path'>[],
  scope: DomainScope,
): Visibility {
  if (scope === null) return 'full'
  if (assigned.length === 0) return 'masked'
  const groups = new Set(scope.map((one) => one.groupId))
  const covered = [...groups].every((groupId) =>
    assigned.some(
      (domain) =>
        domain.groupId === groupId && scope.some((one) => restrictionCovers(one, domain.groupId, domain.path)),
    ),
  )
  return covered ? 'full' : 'hidden'
}

/** The name of a domain group as it is stored. */
export function readGroupName(input: string): Result<string> {
  const name = input.normalize('NFC')
  if (name.trim() === '') return refuse('The group has no name. Give it one, such as “Region”.')
  if (name !== name.trim()) return refuse('The name begins or ends with a blank. Leave it out.')
  if (hasControls(name)) return refuse('The name contains a line break, a tab or a control character. Remove it.')
  const length = [...name].length
  if (length > MAX_GROUP_NAME) return refuse(`The name has ${length} characters. Use at most ${MAX_GROUP_NAME}.`)
  return ok(name)
}

/** The path of a domain as it is stored: 1 to 5 levels of 1 to 20 characters, separated by “/”. */
export function readDomainPath(input: string): Result<string> {
  const path = input.normalize('NFC')
  if (path.trim() === '') return refuse('The domain is empty. Write it like EMEA/France/Paris.')
  if (hasControls(path)) return refuse('The domain contains a line break, a tab or a control character. Remove it.')
  if (path.includes('*')) return refuse('A domain has no wildcard. Only a member’s restriction may be a prefix.')
  const parts = path.split('/')
  if (parts.some((part) => part.trim() === ''))
    return refuse('A level of the domain is empty. Write it like EMEA/France, without “/” at its ends.')
  if (parts.some((part) => part !== part.trim()))
    return refuse('A level of the domain begins or ends with a blank. Leave it out.')
  if (parts.length > MAX_LEVELS) return refuse(`The domain has ${parts.length} levels. Use at most ${MAX_LEVELS}.`)
  const long = parts.find((part) => [...part].length > MAX_DOMAIN_PART)
  if (long !== undefined)
    return refuse(
      `“${[...long].slice(0, 24).join('')}” has ${[...long].length} characters. A level has at most ${MAX_DOMAIN_PART}.`,
    )
  return ok(path)
}

/** `EMEA/France/*` is the prefix EMEA/France; without `/*` the domain exactly. */
export function readRestrictionPath(input: string): Result<Pick<Restriction, 'path' | 'prefix'>> {
  const prefix = input.endsWith('/*')
  const path = readDomainPath(prefix ? input.slice(0, -2) : input)
  return path.ok ? ok({ path: path.value, prefix }) : path
}

export const formatRestriction = ({ path, prefix }: Pick<Restriction, 'path' | 'prefix'>): string =>
  prefix ? `${path}/*` : path

function hasControls(text: string): boolean {
  return /\p{Cc}|\p{Zl}|\p{Zp}/u.test(text) || !text.isWellFormed()
}
