/** A running gateway plane on a real TLS port, and Stations that call it. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type GatewayPlane, startGatewayPlane } from '#lib/cups/gateway-plane.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { serverCertificate } from '#lib/services/server-certificate.ts'
import { type HomeContents, makeHome } from '#lib/station/make-home.ts'
import { createStation, type Station } from '#lib/station/station.ts'
import { createTestContext, type TestContext } from './context.ts'

export interface TestPlane {
  readonly context: TestContext
  readonly plane: GatewayPlane
  /** `https://localhost:<port>`: counts as ours. */
  readonly uri: string
  /** PEM of the CA. */
  readonly trust: string
  /** A Station in a home of its own; `home` tells where it lies. */
  station(eui: Eui, contents: HomeContents): Station
  /** The last report of a gateway once `until` holds for it: check-ins are written behind the answer. */
  report(eui: Eui, until?: (report: ReportRow) => boolean): Promise<ReportRow>
  close(): Promise<void>
}

export interface ReportRow {
  readonly credential: string
  readonly fell_back: boolean
  readonly outcome: string
  readonly reported: Record<string, unknown>
  readonly answer: { kind: string; reasons: string[]; cupsUri: string | null; tcUri: string | null; bytes: number }
  readonly times: number
}

export async function startTestPlane(): Promise<TestPlane> {
  const context = await createTestContext()
  const tls = await serverCertificate(context)
  const plane = await startGatewayPlane(context, { port: 0, host: '127.0.0.1', tls })
  const own = context.site.gatewayHosts as string[]
  own.splice(0, own.length, `localhost:${plane.port}`)
  const homes = mkdtempSync(join(tmpdir(), 'gatehouse-stations-'))
  let count = 0
  return {
    context,
    plane,
    uri: `https://localhost:${plane.port}`,
    trust: tls.trust ?? '',
    station(eui, contents) {
      count += 1
      const home = makeHome(join(homes, `${count}-${eui}`), { eui, ...contents })
      return createStation({ home, clock: () => context.clock.now.getTime() })
    },
    async report(eui, until = () => true) {
      for (let last: ReportRow | undefined, begun = Date.now(); ; ) {
        ;[last] = await context.sql<ReportRow[]>`
          select r.credential, r.fell_back, r.outcome, r.reported, r.answer, c.times
            from gateway_reports r join check_ins c on c.eui = r.eui and c.id = r.check_in_id where r.eui = ${eui}`
        if (last && until(last)) return last
        if (Date.now() - begun > 10_000) throw new Error(`no such report of ${eui}: ${JSON.stringify(last)}`)
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
    async close() {
      await plane.close()
      await context.close()
    },
  }
}
