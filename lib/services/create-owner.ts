import { writeAudit } from '#lib/db/audit.ts'
import { insertOwner } from '#lib/db/owners.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { type Eui, formatId6, parseEui } from '#lib/domain/identifiers.ts'
import type { Actor, Context } from './context.ts'
import { COMMAND_LINE } from './context-actors.ts'

/**
 * Makes an owner. `id` in any notation (ID6, EUI-64, MAC). Throws `invalid` for a malformed id or an empty name,
 * `conflict` when the id is taken.
 */
export async function createOwner(
  ctx: Context,
  params: { id: string; name: string },
  actor: Actor = COMMAND_LINE,
): Promise<{ id: Eui; name: string }> {
  const owner = readOwner(params)
  await ctx.db.transaction(async (tx) => {
    if (!(await insertOwner(tx, owner))) {
      throw new AppError('conflict', `There is already an owner ${formatId6(owner.id)}. Choose another id.`)
    }
    const detail = { name: owner.name }
    await writeAudit(tx, { ownerId: owner.id, actor: actor.id, address: actor.address, action: 'owner.create', detail })
  })
  return owner
}

/** The id and the name of an owner to be, or `invalid`. */
export function readOwner(params: { id: string; name: string }): { id: Eui; name: string } {
  const id = parseEui(params.id)
  if (!id.ok) throw new AppError('invalid', id.error)
  const name = params.name.trim()
  if (name === '' || name.length > 100) throw new AppError('invalid', 'The owner needs a name of 1 to 100 characters.')
  return { id: id.value, name }
}
