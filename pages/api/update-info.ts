/** CUPS for a plain `next start`, where no listener of ours runs: an App Router route cannot send Content-Length (rules.md 2). */
import type { NextApiRequest, NextApiResponse } from 'next'
import { serveUpdateInfo } from '#lib/cups/serve-update-info.ts'
import { sharedUpdateInfoHandler } from '#lib/cups/shared-handler.ts'

export const config = { api: { bodyParser: false, externalResolver: true } }

export default async function handler(request: NextApiRequest, response: NextApiResponse): Promise<void> {
  await serveUpdateInfo(await sharedUpdateInfoHandler(), request, response)
}
