import { createHash, randomBytes } from 'node:crypto'
import { insertApiToken, type TokenKind } from '#lib/db/api-tokens.ts'
import { writeAudit } from '#lib/db/audit.ts'
import { findOwner } from '#lib/db/owners.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { parseCertificate, readCredentialFile } from '#lib/domain/credential-file.ts'
import { type Eui, formatId6 } from '#lib/domain/identifiers.ts'
import { RIGHTS, type Right } from '#lib/domain/rights.ts'
import type { Actor, Context } from './context.ts'

export interface CreateApiTokenParams {
  readonly ownerId: Eui
  readonly name: string
  readonly rights: readonly Right[]
  readonly expiresAt?: Date | undefined
  /** The rights that the maker holds: nobody gives away more. All, on the command line. */
  readonly held?: readonly Right[]
  /** The member that it is bound to; the owner's without. */
  readonly boundTo?: string | undefined
}

/**
 * Makes an API token: `ght_` and 32 random bytes in base64url. The answer is the only time that it is seen. Throws
 * `invalid`, `forbidden` for a right that the maker lacks, `not_found` for an unknown owner.
 */
export async function createApiToken(
  ctx: Context,
  actor: Actor,
  params: CreateApiTokenParams,
): Promise<{ id: string; token: string }> {
  const token = `ght_${randomBytes(32).toString('base64url')}`
  const digest = createHash('sha256').update(token).digest()
  return { id: await store(ctx, actor, params, { kind: 'token', digest, hint: token.slice(-4) }), token }
}

/**
 * Registers a client certificate that authenticates as a token does (rules.md 28); PEM or DER. Throws as `createApiToken`,
 * and `conflict` when it is registered already.
 */
export async function registerCertificate(
  ctx: Context,
  actor: Actor,
  params: CreateApiTokenParams & { readonly certificate: Uint8Array },
): Promise<{ id: string }> {
  return { id: await store(ctx, actor, params, ofCertificate(params.certificate)) }
}

async function store(ctx: Context, actor: Actor, params: CreateApiTokenParams, shown: Presented): Promise<string> {
  const { ownerId, held = RIGHTS, expiresAt = null } = params
  const rights = RIGHTS.filter((right) => params.rights.includes(right))
  const name = params.name.trim()
  if (name === '' || name.length > 100) throw new AppError('invalid', 'The token needs a name of 1 to 100 characters.')
  if (rights.length === 0) throw new AppError('invalid', 'Give the token at least one right.')
  if (expiresAt && expiresAt <= ctx.now())
    throw new AppError('invalid', 'The end of the token is in the past. Choose a later one.')
  const lacking = rights.find((right) => !held.includes(right))
  if (lacking)
    throw new AppError('forbidden', `You lack the right ${lacking} yourself, so you cannot give it to a token.`)
  if (!(await findOwner(ctx.db, { id: ownerId }))) {
    throw new AppError('not_found', `There is no owner ${formatId6(ownerId)}. Create it first.`)
  }
  return ctx.db.transaction(async (tx) => {
    const createdBy = actor.id.startsWith('user:') ? actor.id.slice('user:'.length) : null
    const stored = await insertApiToken(tx, {
      ownerId,
      name,
      rights,
      expiresAt,
      createdBy,
      boundTo: params.boundTo ?? null,
      ...shown,
    })
    if (!stored)
      throw new AppError('conflict', 'This certificate is registered already. Use another one for each owner.')
    const until = expiresAt?.toISOString() ?? null
    const own = params.boundTo !== undefined
    const detail = { tokenId: stored.id, name, kind: shown.kind, rights, own, expiresAt: until }
    await writeAudit(tx, { ownerId, actor: actor.id, address: actor.address, action: 'token.create', detail })
    return stored.id
  })
}

interface Presented {
  readonly kind: TokenKind
  readonly digest: Buffer
  readonly hint: string
}

const SUBJECT_LENGTH = 120

function ofCertificate(bytes: Uint8Array): Presented {
  const [der, ...more] = readCredentialFile(bytes).certificates
  const certificate = der && parseCertificate(der)
  if (!der || !certificate || more.length > 0) {
    const detail = 'Give one client certificate alone, as PEM or DER. Its private key stays with you.'
    throw new AppError('invalid', detail, { errors: [{ pointer: '/certificate', detail, code: 'invalid' }] })
  }
  return {
    kind: 'certificate',
    digest: createHash('sha256').update(der).digest(),
    hint: (certificate.subject ?? '').replaceAll('\n', ', ').slice(0, SUBJECT_LENGTH),
  }
}
