/** Counts what the console's ports answer: pages, API and files apart, by class of status. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { counter, histogram } from '#lib/observability/meters.ts'

const answered = counter('gatehouse_http_requests_total', 'Answers of the console and the API.', ['kind', 'status'])
const apiTime = histogram(
  'gatehouse_api_request_seconds',
  'From the head of an API request to the end of its answer.',
  [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
)

/** Check-ins are counted by their handler. */
export function measureRequest(request: IncomingMessage, response: ServerResponse): void {
  const kind = kindOf(request.url ?? '/')
  if (!kind) return
  const begun = performance.now()
  response.once('close', () => {
    const status = response.headersSent ? `${Math.floor(response.statusCode / 100)}xx` : 'closed'
    answered.add([kind, status])
    if (kind === 'api') apiTime.observe((performance.now() - begun) / 1000)
  })
}

function kindOf(url: string): 'api' | 'file' | 'page' | undefined {
  if (url.startsWith('/update-info')) return undefined
  if (url.startsWith('/api/') || url.startsWith('/thingpark/')) return 'api'
  return url.startsWith('/_next/') ? 'file' : 'page'
}
