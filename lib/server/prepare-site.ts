/** What a start makes in the database before anybody may ask for it: the certificate, and a way in for the first operator. */
import { randomBytes } from 'node:crypto'
import { createFirstOperator, firstOperatorLink } from '#lib/services/first-operator.ts'
import { serverCertificate } from '#lib/services/server-certificate.ts'
import type { Config } from './config.ts'
import { createRuntime, type Runtime } from './runtime.ts'

/** What to tell about it: the one-time link, or that the first operator was made; undefined when somebody can sign in. */
export async function prepareSite(config: Config): Promise<string | undefined> {
  const runtime = await createRuntime({ ...config, databasePool: 1 })
  try {
    if (config.role !== 'console') await serverCertificate(runtime)
    return await firstOperator(runtime)
  } finally {
    await runtime.close()
  }
}

async function firstOperator(runtime: Runtime): Promise<string | undefined> {
  const token = await firstOperatorLink(runtime)
  if (!token) return undefined
  const { firstOperator: given, consoleUrl } = runtime.config
  if (given) {
    // An owner of their own, with an identifier that nobody else chooses (locally administered, random).
    const owner = { ownerId: `02${randomBytes(7).toString('hex')}`, ownerName: 'First owner' }
    await createFirstOperator(runtime, { ...given, ...owner })
    return `${given.email} can sign in as the first operator.`
  }
  // Behind `#`, so that no server and no proxy ever logs it.
  if (runtime.config.role === 'gateway') return undefined
  return `\nNobody can sign in yet. Create the first operator here; the link works once:\n${consoleUrl}/first-operator#${token}\n`
}
