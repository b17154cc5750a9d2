/** Rights of API tokens and what each role of a member may do (DESIGN §6). */
export const RIGHTS = [
  'gateway:read',
  'gateway:claim',
  'gateway:setup',
  'firmware:write',
  'connection:read',
  'connection:write',
  'interop:read',
  'interop:write',
  'owner:admin',
] as const
export type Right = (typeof RIGHTS)[number]

export const ROLES = ['admin', 'operator', 'viewer'] as const
export type Role = (typeof ROLES)[number]

/** An admin may do everything in the owner, an operator everything but manage people and tokens, a viewer only look. */
export const RIGHTS_OF_ROLE: Readonly<Record<Role, readonly Right[]>> = {
  admin: RIGHTS,
  operator: RIGHTS.filter((right) => right !== 'owner:admin'),
  viewer: ['gateway:read', 'connection:read', 'interop:read'],
}
