/** Secrets come in through standard input or a file, never as an argument that other users of the machine could see. */
import { readFile } from 'node:fs/promises'
import { AppError } from '#lib/domain/app-error.ts'
import { pathOfCaller } from './caller-path.ts'

const MOST_BYTES = 64 * 1024

/** Standard input as a whole. */
export async function readStandardInput(what: string): Promise<Buffer> {
  if (process.stdin.isTTY) {
    throw new AppError('invalid', `Give ${what} on standard input, such as < file: a terminal would show it.`)
  }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of process.stdin) {
    size += chunk.length
    if (size > MOST_BYTES) throw new AppError('invalid', `Standard input is too long for ${what}.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** One line; the end of line that `echo` adds does not count. */
export async function readPassword(): Promise<string> {
  return (await readStandardInput('the password')).toString('utf8').replace(/\r?\n$/, '')
}

/** A wrapping key as text, from `-` (standard input) or a file. */
export async function readWrappingKey(path: string): Promise<string> {
  const content = path === '-' ? await readStandardInput('the wrapping key') : await readKeyFile(path)
  return content.toString('latin1')
}

/** A root key of 32 bytes from `-` (standard input) or a file: as they are, as 64 hex digits, or as Base64. */
export async function readRootKey(path: string): Promise<Uint8Array> {
  return parseRootKey(path === '-' ? await readStandardInput('the root key') : await readKeyFile(path))
}

export function parseRootKey(content: Uint8Array): Uint8Array {
  if (content.length === 32) return content
  const text = Buffer.from(content).toString('latin1').trim()
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  if (/^[0-9a-z+/_-]{43}=?$/i.test(text)) return Buffer.from(text, 'base64')
  throw new AppError('invalid', 'This is no root key: give 32 bytes, as they are, as 64 hex digits, or as Base64.')
}

/** A small text file that is no secret, such as a public key. */
export async function readTextFile(path: string): Promise<string> {
  return (await readSmallFile(path)).toString('utf8')
}

/** A file, or standard input for `-`, as it is. */
export async function readBytes(path: string, what: string): Promise<Buffer> {
  return path === '-' ? readStandardInput(what) : readSmallFile(path)
}

async function readSmallFile(path: string): Promise<Buffer> {
  try {
    return await readFile(pathOfCaller(path))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new AppError('invalid', `${path} cannot be read (${code}): check the path.`)
  }
}

async function readKeyFile(path: string): Promise<Buffer> {
  try {
    return await readFile(pathOfCaller(path))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new AppError('invalid', `The root key file ${path} cannot be read (${code}): check the path.`)
  }
}
