/** The process of the gateway plane: CUPS and nothing else (DESIGN §2). */
import { startGatewayPlane } from '#lib/cups/gateway-plane.ts'
import { serverCertificate } from '#lib/services/server-certificate.ts'
import { runPlane } from './run-plane.ts'
import { getRuntime } from './runtime.ts'

runPlane(async () => {
  const runtime = await getRuntime()
  const { gatewayPort, workers } = runtime.config
  const tls = await serverCertificate(runtime)
  const plane = await startGatewayPlane(runtime, { port: gatewayPort, reusePort: workers > 1, tls })
  return {
    close: async () => {
      await plane.close()
      await runtime.close()
    },
  }
})
