/** A gateway listener with a certificate of a CA that an LNS shares, since Station has one trust for both; and Stations in front. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type GatewayPlane, startGatewayPlane } from '#lib/cups/gateway-plane.ts'
import { type Eui, eui } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { Context, OwnerActor } from '#lib/services/context.ts'
import { serverCertificate } from '#lib/services/server-certificate.ts'
import { type SetupEntry, setupGateways } from '#lib/services/setup-gateways.ts'
import { makeHome } from '#lib/station/make-home.ts'
import { createStation, type Station } from '#lib/station/station.ts'
import { keyPem, makeCa, makeLeaf, type TestCertificate } from '#tests/support/certificates.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { startTestLns, type TestLns, type TestLnsOptions } from './test-lns.ts'

export const GATEWAY_TOKEN = 'a-token-of-the-gateway'
export const LNS_TOKEN = 'Bearer first'

export interface DiscoveryWorld {
  readonly context: TestContext
  readonly owner: OwnerActor
  readonly ca: TestCertificate
  readonly plane: GatewayPlane
  /** `wss://localhost:<port>` */
  readonly uri: string
  /** An LNS under the same CA; closed with the world. */
  lns(options?: TestLnsOptions): Promise<TestLns>
  /** A gateway of the owner, and a Station that knows our CUPS. */
  gateway(): Promise<{ gateway: Eui; station: Station }>
  setup(gateway: Eui, entry: Omit<SetupEntry, 'gateway'>): Promise<string | undefined>
  /** A second server on the same database. */
  secondPlane(): Promise<GatewayPlane>
  /** What is written behind answers, once `until` holds. */
  last(gateway: Eui, until?: (row: LastRow) => boolean): Promise<LastRow>
  close(): Promise<void>
}

export interface LastRow {
  readonly outcome: string | null
  readonly detail: string
  readonly address: string | null
}

let next = 0x0500_0000_0000_0000n

export async function openDiscoveryWorld(): Promise<DiscoveryWorld> {
  const context = await createTestContext()
  const owner = await createTestOwner(context, '::1', 1_000)
  const ca = await makeCa({ name: 'CN=Shared CA', notBefore: new Date('2020-01-01'), notAfter: new Date('2045-01-01') })
  const leaf = await makeLeaf(ca, { name: 'CN=gatehouse', dnsNames: ['localhost'] })
  Object.assign(context.site, {
    tls: { cert: leaf.pem + ca.pem, key: keyPem(leaf.key) },
    outbound: { allow: '127.0.0.1', resolve: async () => ['127.0.0.1'] },
  })
  const start = async (site: Context) =>
    startGatewayPlane(site, { port: 0, host: '127.0.0.1', tls: await serverCertificate(context) })
  const plane = await start(context)
  const hosts = context.site.gatewayHosts as string[]
  hosts.splice(0, hosts.length, `localhost:${plane.port}`)
  const homes = mkdtempSync(join(tmpdir(), 'gatehouse-discovery-'))
  const opened: { close(): Promise<void> }[] = []
  return {
    context,
    owner,
    ca,
    plane,
    uri: `wss://localhost:${plane.port}`,
    async lns(options = {}) {
      const lns = await startTestLns({ ca, ...options })
      opened.push(lns)
      return lns
    },
    async gateway() {
      next += 1n
      const gateway = eui(next.toString(16).padStart(16, '0'))
      await addGateways(context, owner, [{ gateway, flavorid: 'x', token: GATEWAY_TOKEN }])
      const home = makeHome(join(homes, gateway), {
        eui: gateway,
        package: '1.0',
        cups: { uri: `https://localhost:${plane.port}`, trust: ca.pem, key: `Authorization: ${GATEWAY_TOKEN}\r\n` },
      })
      const station = createStation({ home, clock: () => context.clock.now.getTime(), timers: { connectionMs: 8_000 } })
      return { gateway, station }
    },
    async setup(gateway, entry) {
      const [answer] = await setupGateways(context, owner, [{ gateway, ...entry }])
      return answer?.error
    },
    async secondPlane() {
      const second = await start({ ...context, now: context.now })
      opened.push(second)
      return second
    },
    async last(gateway, until = ({ outcome }) => outcome !== null) {
      for (const begun = Date.now(); ; ) {
        const [row] = await context.sql<LastRow[]>`
          select outcome, detail, address from gateway_discoveries where eui = ${gateway}`
        if (row && until(row)) return row
        if (Date.now() - begun > 10_000) throw new Error(`no such row: ${JSON.stringify(row)}`)
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
    async close() {
      for (const one of opened) await one.close()
      await plane.close()
      await context.close()
      rmSync(homes, { recursive: true, force: true })
    },
  }
}
