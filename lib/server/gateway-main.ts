/** The process of the gateway plane: CUPS and nothing else (DESIGN §2). */
import { X509Certificate } from 'node:crypto'
import { startGatewayPlane } from '#lib/cups/gateway-plane.ts'
import { gauge } from '#lib/observability/meters.ts'
import { serverCertificate } from '#lib/services/server-certificate.ts'
import { runPlane } from './run-plane.ts'
import { getRuntime } from './runtime.ts'

runPlane(async () => {
  const runtime = await getRuntime()
  const { gatewayPort, workers } = runtime.config
  const tls = await serverCertificate(runtime)
  const plane = await startGatewayPlane(runtime, { port: gatewayPort, reusePort: workers > 1, tls })
  watchCertificate(tls.cert)
  return {
    check: () => runtime.sql`select 1`,
    close: async () => {
      await plane.close()
      await runtime.close()
    },
  }
})

/** A gateway refuses a server whose certificate has ended: that is to be seen weeks before. */
function watchCertificate(cert: string): void {
  const ends = Date.parse(new X509Certificate(cert).validTo) / 1000
  gauge(
    'gatehouse_certificate_expiry_timestamp_seconds',
    'When the certificate that gateways see ends, in Unix time.',
    () => [{ labels: {}, value: ends }],
  )
}
