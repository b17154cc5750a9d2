/**
 * A server that takes reports and a worker that delivers them, in a process of their own: `node server-process.ts` with
 * `ServerOrder` as the first message. It answers its port and runs until it is killed or let go.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openDatabase } from '#lib/db/client.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { createSoftwareProvider } from '#lib/hsm/software-provider.ts'
import { runJobs } from '#lib/jobs/run-jobs.ts'
import type { Context } from '#lib/services/context.ts'
import { acceptReport } from '#lib/services/reports/accept-report.ts'

export interface ServerOrder {
  readonly url: string
  /** 32 bytes, hex. */
  readonly key: string
  readonly work: boolean
}

process.once('message', async ({ url, key, work }: ServerOrder) => {
  const context: Context = {
    ...openDatabase(url, { max: 6 }),
    keys: createSoftwareProvider(Buffer.from(key, 'hex')),
    site: { gatewayHosts: [], consoleUrl: 'http://localhost', tls: null, outbound: { allow: '127.0.0.1' } },
    now: () => new Date(),
  }
  if (work) await runJobs(context, { databaseUrl: url })
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const connectionId = (request.url ?? '').slice(1)
    const credential = request.headers.authorization?.slice(7) ?? null
    try {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
      const accepted = await acceptReport(context, { connectionId, credential, event: undefined, body })
      response.writeHead(202).end(JSON.stringify(accepted))
    } catch (error) {
      response.writeHead(error instanceof AppError ? 400 : 503).end()
    }
  })
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
})
process.on('disconnect', () => process.exit(0))
