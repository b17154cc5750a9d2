import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { applyAnswer } from '#lib/station/apply-answer.ts'
import { credentialFilesCrc } from '#lib/station/credential-files.ts'
import { type Home, openHome } from '#lib/station/home.ts'
import { makeHome } from '#lib/station/make-home.ts'
import { createStation } from '#lib/station/station.ts'
import { StationRefused } from '#lib/station/station-refused.ts'
import { parseUpdateInfoResponse } from '#lib/station/update-info-response.ts'
import { makeCa } from '#tests/support/certificates.ts'
import { type AnswerParts, ok, okBody, segment } from './answer-bytes.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'station-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const text = (home: Home, name: string) => home.read(name)?.toString() ?? null
const token = (value: string) => Buffer.from(`Authorization: ${value}\r\n`)
const answerOf = (parts: AnswerParts) => parseUpdateInfoResponse(ok(parts))

describe('CRCs (cups.md §2)', () => {
  it('is 2077607535 for an empty set, for missing and for empty files', () => {
    expect(credentialFilesCrc({ trust: null, crt: null, key: null })).toBe(2077607535)
    makeHome(folder, { cups: { uri: 'http://localhost:80', trust: '', crt: '', key: '' } })
    expect(openHome(folder).crc('cups', 'reg')).toBe(2077607535)
    expect(openHome(folder).crc('tc', 'reg')).toBe(2077607535)
  })

  it('runs over the bytes of the files as they are, PEM text included', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'
    makeHome(folder, { cups: { trust: pem, key: token('a') } })
    expect(openHome(folder).crc('cups', 'reg')).toBe(
      credentialFilesCrc({ trust: Buffer.from(pem), crt: null, key: token('a') }),
    )
  })
})

describe('files', () => {
  it('takes a URI without white space at its end, and none above 127 characters', () => {
    makeHome(folder, { cups: { uri: 'https://a:1 \r\n\n' }, tc: { uri: `ws://${'a'.repeat(122)}:1` } })
    expect(openHome(folder).uri('cups', 'reg')).toBe('https://a:1')
    expect(openHome(folder).uri('tc', 'reg')).toBeNull()
  })

  it('numbers signature keys from 0 to the first gap', () => {
    makeHome(folder, { signatureKeys: [Buffer.alloc(64, 1), Buffer.alloc(64, 2)] })
    expect(openHome(folder).signatureKeys()).toHaveLength(2)
    rmSync(join(folder, 'sig-0.key'))
    expect(openHome(folder).signatureKeys()).toHaveLength(0)
  })
})

describe('the backup set (cups.md §4)', () => {
  it('is copied once and then never again, also after a restart', () => {
    makeHome(folder, { cups: { uri: 'https://first:1', key: token('first') }, 'cups-bak': { crt: 'old' } })
    const home = openHome(folder)
    expect(home.backUp('cups')).toBe(true)
    expect(readdirSync(folder).sort()).toEqual([
      'cups-bak.done',
      'cups-bak.key',
      'cups-bak.uri',
      'cups.key',
      'cups.uri',
    ])
    makeHome(folder, { cups: { uri: 'https://second:1' } })
    expect(home.backUp('cups')).toBe(false)
    expect(openHome(folder).backUp('cups')).toBe(false)
    expect(text(home, 'cups-bak.uri')).toBe('https://first:1')
  })

  it('is made anew when the marker is deleted', () => {
    makeHome(folder, { cups: { uri: 'https://first:1' } })
    openHome(folder).backUp('cups')
    makeHome(folder, { cups: { uri: 'https://second:1' } })
    rmSync(join(folder, 'cups-bak.done'))
    expect(openHome(folder).backUp('cups')).toBe(true)
    expect(text(openHome(folder), 'cups-bak.uri')).toBe('https://second:1')
  })
})

describe('an answer changes the home (cups.md §1.2, §3)', () => {
  it('writes exactly what came, and 0 bytes for what is absent', async () => {
    const { der } = await makeCa()
    makeHome(folder, { cups: { uri: 'https://a:1', trust: 'PEM', crt: 'CRT', key: 'KEY' } })
    const { written } = applyAnswer(
      openHome(folder),
      'reg',
      answerOf({ cupsUri: 'https://b:2', cupsCred: segment(der, null, token('new')) }),
    )
    expect(written).toEqual(['cups.trust', 'cups.crt', 'cups.key', 'cups.uri'])
    const home = openHome(folder)
    expect(text(home, 'cups.uri')).toBe('https://b:2')
    expect(home.read('cups.trust')).toEqual(der)
    expect(home.read('cups.crt')).toEqual(Buffer.alloc(0))
    expect(home.read('cups.key')).toEqual(token('new'))
    expect(readdirSync(folder).filter((name) => name.includes('temp'))).toEqual([])
  })

  it('changes the URI alone when only the URI came', () => {
    makeHome(folder, { cups: { uri: 'https://a:1', key: 'KEY' }, tc: { key: 'LNS' } })
    applyAnswer(openHome(folder), 'bak', answerOf({ cupsUri: 'https://b:2', tcUri: 'wss://c:3' }))
    const home = openHome(folder)
    expect([text(home, 'cups.uri'), text(home, 'tc.uri')]).toEqual(['https://b:2', 'wss://c:3'])
    expect([text(home, 'cups.key'), text(home, 'tc.key')]).toEqual(['KEY', 'LNS'])
    expect(text(home, 'cups-bak.uri')).toBeNull()
  })

  it('commits the URI although the credentials were rejected: the bug of PKCS#8 keys', async () => {
    const { der } = await makeCa()
    makeHome(folder, { cups: { uri: 'https://a:1', key: 'KEY' } })
    const answer = answerOf({
      cupsUri: 'https://b:2',
      cupsCred: Buffer.concat([der, Buffer.alloc(4), Buffer.from('308187', 'hex')]),
    })
    expect(answer.result).toBe('done')
    expect(applyAnswer(openHome(folder), 'reg', answer).written).toEqual(['cups.uri'])
    expect(text(openHome(folder), 'cups.uri')).toBe('https://b:2')
    expect(text(openHome(folder), 'cups.key')).toBe('KEY')
  })

  it('drops what an update without end has left behind', () => {
    makeHome(folder, { cups: { uri: 'https://a:1' } })
    const home = openHome(folder)
    applyAnswer(
      home,
      'reg',
      parseUpdateInfoResponse(okBody(Buffer.concat([Buffer.from('\x0bhttps://b:2\0'), Buffer.alloc(5)]))),
    )
    expect(text(home, 'cups-temp.uri')).toBe('https://b:2')
    applyAnswer(home, 'reg', answerOf({}))
    expect(home.exists('cups-temp.uri')).toBe(false)
    expect(text(home, 'cups.uri')).toBe('https://a:1')
  })

  it.each(['https://b:2/', 'HTTPS://b:2', 'https://b', 'https://[::1]:2', `https://${'b'.repeat(120)}:2`])(
    'does not start again with %s (§1.3)',
    (uri) => {
      makeHome(folder, { cups: { uri: 'https://a:1' }, eui: '::1' })
      createStation({ home: folder })
      applyAnswer(openHome(folder), 'reg', answerOf({ cupsUri: uri }))
      expect(() => createStation({ home: folder })).toThrow(/cups\.uri: Misconfigured URI - expecting scheme http/)
    },
  )
})

describe('a crash at any moment of an update', () => {
  class PowerFailure extends Error {}
  const oldSet = { uri: 'https://old:1', trust: 'old trust', crt: 'old crt', key: 'old key' }

  it('leaves the old set or the new one of each category, never a mixture', async () => {
    const { der } = await makeCa()
    const answer = answerOf({
      cupsUri: 'https://new:2',
      tcUri: 'wss://new:3',
      cupsCred: segment(der, null, token('new')),
      tcCred: segment(der, null, token('lns')),
    })
    const setOf = (home: Home, category: 'cups' | 'tc', slot: 'reg' | 'bak' = 'reg') => {
      const { trust, crt, key } = home.credentials(category, slot)
      return [home.uri(category, slot), trust?.toString('hex'), crt?.toString('hex'), key?.toString('hex')].join()
    }
    const none = ',,,'
    const start = () => {
      rmSync(folder, { recursive: true, force: true })
      makeHome(folder, { cups: oldSet, tc: { ...oldSet, uri: 'wss://old:1' }, eui: '::1' })
    }
    start()
    const old = { cups: setOf(openHome(folder), 'cups'), tc: setOf(openHome(folder), 'tc') }
    const steps: string[] = []
    applyAnswer(
      openHome(folder, (step) => steps.push(step)),
      'reg',
      answer,
    )
    const fresh = { cups: setOf(openHome(folder), 'cups'), tc: setOf(openHome(folder), 'tc') }
    expect(fresh.cups).not.toBe(old.cups)
    expect(steps.length).toBeGreaterThan(20)

    const seen = { cups: new Set<string>(), tc: new Set<string>() }
    for (const [crashAt] of steps.entries()) {
      start()
      let step = 0
      const home = openHome(folder, () => {
        if (step++ === crashAt) throw new PowerFailure()
      })
      expect(() => applyAnswer(home, 'reg', answer)).toThrow(PowerFailure)
      const station = createStation({ home: folder })
      for (const category of ['cups', 'tc'] as const) {
        const after = setOf(station.home, category)
        expect([old[category], fresh[category]], `${category} after a crash before “${steps[crashAt]}”`).toContain(
          after,
        )
        seen[category].add(after)
      }
      expect([none, old.cups]).toContain(setOf(station.home, 'cups', 'bak'))
      expect(readdirSync(folder).filter((name) => /\.(upd|cpy)$/.test(name))).toEqual([])
    }
    expect(seen.cups.size).toBe(2)
    expect(seen.tc.size).toBe(2)
  })

  it('recovers also when the recovery itself is interrupted', async () => {
    const { der } = await makeCa()
    const answer = answerOf({ cupsUri: 'https://new:2', cupsCred: segment(der, null, token('new')) })
    const crashBefore = (step: string) => (at: string) => {
      if (at === step) throw new PowerFailure()
    }
    makeHome(folder, { cups: oldSet, eui: '::1' })
    openHome(folder).backUp('cups')
    expect(() => applyAnswer(openHome(folder, crashBefore('rename cups-temp.crt')), 'reg', answer)).toThrow(
      PowerFailure,
    )
    expect(() => createStation({ home: folder, onStep: crashBefore('rename cups-temp.uri') })).toThrow(PowerFailure)
    const station = createStation({ home: folder })
    expect(station.startup).toHaveLength(1)
    expect(text(station.home, 'cups.uri')).toBe('https://new:2')
    expect(text(station.home, 'cups.key')).toBe(token('new').toString())
  })
})

describe('a Station that does not start', () => {
  const code = (make: () => void): string => {
    make()
    try {
      createStation({ home: folder })
    } catch (error) {
      if (error instanceof StationRefused) return error.code
      throw error
    }
    return 'started'
  }

  it.each([
    ['no-home', () => rmSync(folder, { recursive: true })],
    ['no-eui', () => makeHome(folder, { cups: { uri: 'http://a:1' } })],
    ['bad-configuration', () => makeHome(folder, { cups: { uri: 'http://a:1' }, eui: 'roof' })],
    ['bad-configuration', () => makeHome(folder, { cups: { uri: 'http://a:1' }, stationConf: '{' })],
    ['no-uri', () => makeHome(folder, { eui: '::1' })],
    ['no-cups', () => makeHome(folder, { eui: '::1', tc: { uri: 'ws://a:1' } })],
    [
      'misconfigured-uri',
      () => makeHome(folder, { eui: '::1', cups: { uri: 'http://a:1' }, 'tc-boot': { uri: 'http://a:1' } }),
    ],
    ['started', () => makeHome(folder, { eui: '::1', 'cups-boot': { uri: 'http://a:1' } })],
  ] as const)('%s', (expected, make) => {
    expect(code(make)).toBe(expected)
  })
})

describe('the identity of a Station (cups.md §8)', () => {
  const router = (stationConf: object | undefined, eui?: string, option?: string) => {
    makeHome(folder, { cups: { uri: 'http://a:1' }, stationConf, eui })
    return createStation({ home: folder, eui: option }).router
  }

  it('comes from the option, else from the file, else from station.conf', () => {
    const conf = { station_conf: { routerid: 'b827ebfffea67a72' } }
    expect(router(conf)).toBe('b827ebfffea67a72')
    expect(router(conf, '::2\n')).toBe('0000000000000002')
    expect(router(conf, '::2', 'b8:27:eb:00:00:01')).toBe('b827ebfffe000001')
  })

  it('puts FFFE into a routerid whose upper 16 bits are zero, unless euiprefix says otherwise', () => {
    expect(router({ station_conf: { routerid: '00-00-00-FF-FE-00-0A-BC' } })).toBe('00fffefffe000abc')
    expect(router({ station_conf: { routerid: '::1', euiprefix: '::0' } })).toBe('0000000000000001')
  })

  it('reads comments and the model in station.conf', () => {
    const stationConf = '/* corecell */ {"station_conf": {"routerid": "::1 ", /* "model": "x" */ "model": "a/*b*/"}}'
    makeHome(folder, { cups: { uri: 'http://a:1' }, stationConf })
    expect(createStation({ home: folder }).state().model).toBe('a/*b*/')
  })
})
