import { handleAuth } from '#lib/auth/handle-auth.ts'
import { getRuntime } from '#lib/server/runtime.ts'

const handler = async (request: Request, { params }: { params: Promise<{ nextauth: string[] }> }) =>
  handleAuth(await getRuntime(), request, (await params).nextauth)

export { handler as GET, handler as POST }
