/**
 * A Station in this process, light enough for a thousand: it speaks to the real update-info handler in the bytes of the
 * wire and keeps what it is told in memory. No TLS, no files, no retries of its own: what the strict Station of
 * lib/station does of these is tested there, and for some gateways in strict-stations.test.ts.
 */
import { crc32 } from 'node:zlib'
import type { UpdateInfoHandler } from '#lib/cups/update-info.ts'
import { type Eui, formatId6 } from '#lib/domain/identifiers.ts'

/** Both files of a category, and what Station reports of them. */
interface Files {
  uri: string | null
  crc: number
  /** Value of the Authorization header; null when the set has none. */
  token: string | null
}

export class LightStation {
  readonly eui: Eui
  readonly cups: Files
  readonly tc: Files = { uri: null, crc: 2077607535, token: null }
  package = '1.0'
  model = 'linux'
  keys: number[] = []
  /** An update does not change the package. */
  brokenUpdates = false
  /** Tokens whose sets do not work on it: it goes on with the one before, as Station does with its backup. */
  readonly unusable = new Set<string>()
  /** Images that it was sent. */
  updates = 0
  /** Answers that changed something. */
  changes = 0
  /** Of the last set that worked. */
  #works: string

  constructor(eui: Eui, token: string) {
    this.eui = eui
    this.#works = token
    this.cups = { uri: null, crc: 1, token }
  }

  /** One contact; answers whether it was accepted. */
  async checkIn(handler: UpdateInfoHandler): Promise<boolean> {
    const body = Buffer.from(
      JSON.stringify({
        router: formatId6(this.eui),
        cupsUri: this.cups.uri,
        tcUri: this.tc.uri,
        cupsCredCrc: this.cups.crc,
        tcCredCrc: this.tc.crc,
        station: '2.0.6(linux/std)',
        model: this.model,
        package: this.package,
        keys: this.keys,
      }),
    )
    const { token } = this.cups
    if (token && !this.unusable.has(token)) this.#works = token
    const authorization = this.#works
    const answer = await handler.handle({ body, authorization, certificate: undefined, address: '198.51.100.7' })
    if (answer?.status !== 200) return false
    if (Buffer.isBuffer(answer.body)) {
      this.#apply(answer.body)
      return true
    }
    let sent = answer.body.head.length
    for await (const chunk of answer.body.chunks) sent += chunk.length
    await answer.body.ended(sent, true)
    this.updates += 1
    if (!this.brokenUpdates) this.package = '2.0'
    return true
  }

  #apply(body: Buffer): void {
    let at = 0
    const take = (length: number) => {
      at += length
      return body.subarray(at - length, at)
    }
    const cupsUri = take(body.readUInt8(at++)).toString('latin1')
    const tcUri = take(body.readUInt8(at++)).toString('latin1')
    const sets = [this.cups, this.tc].map(() => {
      const length = body.readUInt16LE(at)
      at += 2
      return take(length)
    })
    if (body.length > 14) this.changes += 1
    if (cupsUri) this.cups.uri = cupsUri
    if (tcUri) this.tc.uri = tcUri
    for (const [index, files] of [this.cups, this.tc].entries()) {
      const set = sets[index]
      if (!set || set.length === 0) continue
      files.crc = crc32(set)
      files.token = /Authorization: ([^\r]*)\r\n$/.exec(set.toString('latin1'))?.[1] ?? null
    }
  }
}
