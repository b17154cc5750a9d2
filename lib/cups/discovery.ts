/**
 * The discovery endpoint of the gateway listener: a Station asks at `/router-info` where its data link goes (rules.md 29–30). One
 * question, one answer, at most five seconds; whatever is slow, malformed, unknown or our own fault is closed without an answer.
 */
import { hash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import { type WebSocket, WebSocketServer } from 'ws'
import { type DiscoveryOutcome, lookUpForDiscovery, readTcSet, takeNotice } from '#lib/db/discoveries.ts'
import type { Presented } from '#lib/domain/check-in.ts'
import {
  type DiscoveryGateway,
  type DiscoverySet,
  hasNews,
  usedSet,
  waitingUpdates,
} from '#lib/domain/discovery/decide-discovery.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import {
  fillMuxsTemplate,
  MAX_QUESTION_BYTES,
  readRouterQuestion,
  writeRouterError,
  writeRouterInfo,
} from '#lib/domain/lns/router-info.ts'
import { ok, type Result } from '#lib/domain/result.ts'
import { tokenValueOf } from '#lib/domain/token.ts'
import { log } from '#lib/observability/log.ts'
import type { Context } from '#lib/services/context.ts'
import { keyPurpose } from '#lib/services/credential-store.ts'
import { createDiscoveryRecorder } from './discovery-recorder.ts'
import { createFaultLog } from './fault-log.ts'
import { createMicroBatch } from './micro-batch.ts'
import { createMuxsLookup, type MuxsAnswer } from './muxs-lookup.ts'

export interface Discovery {
  /** Takes the socket over: it is answered or destroyed. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  close(): Promise<void>
}

/** From the upgrade to the end of the connection, in milliseconds (rules.md 30). */
const WHOLE_TIME = 5_000
/** Of it, for the answer. */
const ANSWER_TIME = 4_500
/** After the answer Station closes by itself; others are closed. */
const CLOSING_TIME = 1_000
/** Every refusal takes this long, whatever was wrong (rules.md 14). */
const REFUSAL_TIME = 100
const MAX_OPEN = 2_000

const WAITS = 'An update waits at CUPS.'

interface Asker {
  readonly presented: Presented
  readonly address: string
  /** By `performance.now()`. */
  readonly begun: number
}

/** One per process and database. */
export function createDiscovery(
  context: Context,
  { maxOpen = MAX_OPEN }: { readonly maxOpen?: number } = {},
): Discovery {
  const { sql } = context
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    perMessageDeflate: false,
    maxPayload: MAX_QUESTION_BYTES,
  })
  // By itself the library would answer 400: no status is for a Station.
  sockets.on('wsClientError', (_error, socket) => socket.destroy())
  const lookUp = createMicroBatch((euis: readonly Eui[]) => lookUpForDiscovery(sql, euis, context.now()), {
    timeout: 3_000,
    maxWaiting: MAX_OPEN,
  })
  const links = createMuxsLookup({ policy: context.site.outbound })
  const recorder = createDiscoveryRecorder(sql, (error) =>
    log.error({ err: error }, 'discoveries could not be written'),
  )
  const faults = createFaultLog((fault) => log.error(fault, 'discovery failed on our side'))
  /** Connections that have not asked yet, the oldest first: a Station asks at once. */
  const silent = new Set<WebSocket>()

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    const presented = present(request)
    const known = presented.tokenDigest !== null || presented.certificateDigest !== null
    if (!isRouterInfo(request.url) || !known || !hasRoom()) {
      socket.destroy()
      return
    }
    const address = request.socket.remoteAddress ?? ''
    const asker: Asker = {
      presented,
      address: address.startsWith('::ffff:') ? address.slice(7) : address,
      begun: performance.now(),
    }
    sockets.handleUpgrade(request, socket, head, (peer) => serve(peer, asker))
  }

  /** Whoever holds many connections open and says nothing loses them, rather than keep the gateways out. */
  function hasRoom(): boolean {
    if (sockets.clients.size < maxOpen) return true
    const [oldest] = silent
    if (!oldest) return false
    silent.delete(oldest)
    oldest.terminate()
    return true
  }

  function serve(peer: WebSocket, asker: Asker): void {
    const timer = setTimeout(() => peer.terminate(), WHOLE_TIME)
    silent.add(peer)
    peer.once('close', () => {
      clearTimeout(timer)
      silent.delete(peer)
    })
    peer.on('error', () => peer.terminate())
    let asked = false
    peer.on('message', (data: Buffer, isBinary) => {
      silent.delete(peer)
      const router = isBinary || asked ? undefined : readRouterQuestion(data.toString('utf8'))
      asked = true
      if (!router?.ok) {
        peer.terminate()
        return
      }
      inTime(router.value, asker).then(
        (answer) => end(peer, answer),
        (error: unknown) => {
          faults.report(error, router.value)
          peer.terminate()
        },
      )
    })
  }

  /** Null, or too late: the connection is closed. */
  async function inTime(router: Eui, asker: Asker): Promise<string | null> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${ANSWER_TIME} ms`)), ANSWER_TIME)
    })
    try {
      return await Promise.race([respond(router, asker), late])
    } finally {
      clearTimeout(timer)
    }
  }

  async function respond(router: Eui, asker: Asker): Promise<string | null> {
    const gateway = await lookUp(router)
    const used = gateway && usedSet(gateway, asker.presented, sameDigest)
    const ownerId = gateway?.ownerId
    if (!gateway || !used || !ownerId) {
      const reason = asker.presented.certificateDigest ? 'discovery-certificate' : 'discovery-token'
      recorder.recordRefused({ at: context.now(), router, eui: router, address: asker.address, reason })
      await delay(Math.max(0, REFUSAL_TIME - (performance.now() - asker.begun)))
      return null
    }
    const tell = (outcome: DiscoveryOutcome, detail: string) =>
      recorder.record({ eui: router, ownerId, at: context.now(), address: asker.address, outcome, detail })
    const waiting = waitingUpdates(gateway)
    if (hasNews(waiting, gateway.told) && (await takeNotice(sql, { eui: router, ownerId, waiting }, context.now()))) {
      tell('sent-to-cups', WAITS)
      return writeRouterError(router, WAITS)
    }
    const link = await linkOf(gateway, ownerId, used)
    tell(link.ok ? 'referred' : 'failed', link.ok ? link.value.uri : link.error)
    return link.ok ? writeRouterInfo(router, link.value) : null
  }

  async function linkOf({ eui }: DiscoveryGateway, ownerId: Eui, used: DiscoverySet): Promise<Result<MuxsAnswer>> {
    if (used.muxsTemplate) {
      const filled = fillMuxsTemplate(used.muxsTemplate, eui)
      return filled.ok ? ok({ uri: filled.value.uri, muxs: null }) : filled
    }
    return links.ask({
      eui,
      version: used.version,
      credentials: async () => {
        const set = await readTcSet(sql, ownerId, eui, used.version)
        const purpose = keyPurpose(eui, 'tc', used.version)
        return set && { ...set, key: set.keyEnc ? context.keys.open(set.keyEnc, purpose) : null }
      },
    })
  }

  function end(peer: WebSocket, answer: string | null): void {
    if (answer === null || peer.readyState !== peer.OPEN) {
      peer.terminate()
      return
    }
    peer.send(answer, () => {
      peer.close()
      setTimeout(() => peer.terminate(), CLOSING_TIME).unref()
    })
  }

  return {
    upgrade,
    async close() {
      for (const peer of sockets.clients) peer.terminate()
      sockets.close()
      await recorder.close()
    },
  }
}

/** A query is ignored, as for `/update-info`. */
const isRouterInfo = (url: string | undefined): boolean =>
  url === '/router-info' || url?.startsWith('/router-info?') === true

function present(request: IncomingMessage): Presented {
  const { authorization } = request.headers
  const token = authorization === undefined ? '' : tokenValueOf(authorization)
  const socket = request.socket as Partial<TLSSocket>
  const certificate = socket.getPeerX509Certificate?.()?.raw
  return {
    tokenDigest: token ? hash('sha256', token, 'hex') : null,
    certificateDigest: certificate?.length ? hash('sha256', certificate, 'hex') : null,
  }
}

function sameDigest(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'))
}
