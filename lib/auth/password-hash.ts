/** scrypt hashes of passwords: `scrypt$N$r$p$salt$hash`, Base64 parts, parameters readable so that they can grow. */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { normalizePassword } from '#lib/domain/password-rule.ts'

interface Cost {
  readonly N: number
  readonly r: number
  readonly p: number
}

/** 32 MiB for each of three passes (docs/decisions/0011). */
const COST: Cost = { N: 2 ** 15, r: 8, p: 3 }
const HASH_BYTES = 32

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(password, salt, COST)
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64'), hash.toString('base64')].join('$')
}

/**
 * Whether the password is the one that was hashed. Without a hash (nobody has this e-mail) it takes as long and answers
 * false.
 */
export async function verifyPassword(
  password: string,
  stored: string | undefined,
  work: Derive = derive,
): Promise<boolean> {
  const known = stored === undefined ? undefined : parse(stored)
  const { salt, cost, hash } = known ?? NOBODY
  const same = timingSafeEqual(await work(password, salt, cost), hash)
  return same && known !== undefined
}

/** In the place of who does not exist: the same work, and never right. */
const NOBODY = { salt: Buffer.alloc(16), cost: COST, hash: Buffer.alloc(HASH_BYTES) }

type Derive = (password: string, salt: Buffer, cost: Cost) => Promise<Buffer>

function parse(stored: string): { cost: Cost; salt: Buffer; hash: Buffer } {
  const [scheme, N, r, p, salt, hash] = stored.split('$')
  if (scheme !== 'scrypt' || !salt || !hash) throw new Error('not a password hash of ours')
  return {
    cost: { N: Number(N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  }
}

function derive(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  const options: ScryptOptions = { ...cost, maxmem: 256 * cost.N * cost.r }
  return new Promise((resolve, reject) => {
    scrypt(normalizePassword(password), salt, HASH_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}
