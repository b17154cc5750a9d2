/**
 * A gateway plane in a process of its own: `node plane-process.ts`, with `PlaneOrder` as the first message. It answers
 * its port and runs until it is killed or let go.
 */
import { randomBytes } from 'node:crypto'
import { startGatewayPlane } from '#lib/cups/gateway-plane.ts'
import { openDatabase } from '#lib/db/client.ts'
import { createSoftwareProvider } from '#lib/hsm/software-provider.ts'

export interface PlaneOrder {
  readonly url: string
  readonly tls: { readonly cert: string; readonly key: string }
}

process.once('message', async ({ url, tls }: PlaneOrder) => {
  const context = {
    ...openDatabase(url, { max: 4 }),
    keys: createSoftwareProvider(randomBytes(32)),
    site: { gatewayHosts: ['localhost:1'], consoleUrl: 'http://localhost:3000', tls: null },
    now: () => new Date(),
  }
  const plane = await startGatewayPlane(context, { port: 0, host: '127.0.0.1', tls })
  process.send?.(plane.port)
})
process.on('disconnect', () => process.exit(0))
