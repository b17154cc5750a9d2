/** Update scripts, run by real shells on Station homes, and collected by the strict Station (cups.md §4, §5, §9). */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Eui, eui } from '#lib/domain/identifiers.ts'
import { buildUpdateScript, type UpdateScript } from '#lib/domain/update-script.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { makeUpdateScript, type UpdateScriptInput } from '#lib/services/make-update-script.ts'
import { readFirmware } from '#lib/services/read-firmware.ts'
import { scheduleFirmware } from '#lib/services/schedule-firmware.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { signFirmware } from '#lib/services/sign-firmware.ts'
import { makeSigningKey } from '#lib/services/signing-keys.ts'
import { viewGateway } from '#lib/services/view-gateways.ts'
import { type HomeContents, makeHome } from '#lib/station/make-home.ts'
import { createStation } from '#lib/station/station.ts'
import { makeCa } from '#tests/support/certificates.ts'
import { createTestOwner } from '#tests/support/context.ts'
import { startTestPlane, type TestPlane } from '#tests/support/plane.ts'

let folder: string
let count = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-script-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const SHELLS: readonly (readonly string[])[] = [['dash'], ['bash', '--posix'], ['busybox', 'sh'], ['sh']].filter(
  ([command = '']) => (process.env.PATH ?? '').split(delimiter).some((path) => existsSync(join(path, command))),
)

const OLD = { uri: 'https://old:443', trust: 'old trust', crt: 'old crt', key: 'old key' }
const home = (contents: HomeContents = {}) => {
  count += 1
  const cups = { uri: 'https://cups:443', trust: 'trust', key: 'Authorization: a\r\n' }
  return makeHome(join(folder, `home-${count}`), { package: '1.0', cups, 'cups-boot': OLD, ...contents })
}
const put = (path: string, text: string) => {
  const file = join(path, 'update.bin')
  writeFileSync(file, text)
  chmodSync(file, 0o750)
  return file
}
const run = (path: string, text: string, shell: readonly string[] = ['sh'], env: Record<string, string> = {}) =>
  spawnSync(shell[0] ?? 'sh', [...shell.slice(1), put(path, text)], { cwd: path, env: { ...process.env, ...env } })
const read = (path: string, name: string) => {
  try {
    return readFileSync(join(path, name))
  } catch {
    return undefined
  }
}
const bytes = (text: string) => Buffer.from(text)
const NEW = { uri: bytes('https://new:443'), trust: bytes('new trust'), crt: null, key: bytes('new key') }
const replacing: UpdateScript = { version: '+boot-2', bootSet: NEW, renewsBackup: false }

describe.each(SHELLS.map((shell) => ({ name: shell.join(' '), shell })))('in $name', ({ shell }) => {
  test('the boot set is replaced, the package changes, and the script is gone', () => {
    const path = home()
    const { status, stderr } = run(path, buildUpdateScript(replacing), shell)
    expect([status, String(stderr)]).toEqual([0, ''])
    expect(read(path, 'cups-boot.uri')).toEqual(NEW.uri)
    expect(read(path, 'cups-boot.trust')).toEqual(NEW.trust)
    expect(read(path, 'cups-boot.crt')).toHaveLength(0)
    expect(read(path, 'cups-boot.key')).toEqual(NEW.key)
    expect(String(read(path, 'version.txt'))).toBe('1.0+boot-2\n')
    expect(existsSync(join(path, 'update.bin'))).toBe(false)
  })

  test('any bytes come out as they went in, and no word is taken for a command', () => {
    const word = fc.string({
      unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
      minLength: 1,
      maxLength: 30,
    })
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), word, (key, text) => {
        const version = `v${text}e`
        const path = home()
        const bootSet = { uri: undefined, trust: undefined, crt: undefined, key }
        const { status } = run(path, buildUpdateScript({ version, bootSet, renewsBackup: false }), shell)
        expect(status).toBe(0)
        expect(read(path, 'cups-boot.key')).toEqual(Buffer.from(key))
        expect(String(read(path, 'version.txt'))).toBe(`${version}\n`)
        expect(String(read(path, 'cups-boot.trust'))).toBe(OLD.trust)
        rmSync(path, { recursive: true })
      }),
      { numRuns: 25 },
    )
  })
})

describe('where it is run', () => {
  test('in STATION_HOME, in a folder that was named, or where Station runs', () => {
    const [named, exported, elsewhere] = [home(), home(), home()]
    const text = buildUpdateScript({ ...replacing, home: named })
    expect(run(elsewhere, text, ['sh'], { STATION_HOME: exported }).status).toBe(0)
    expect(String(read(named, 'cups-boot.key'))).toBe('new key')
    expect(run(elsewhere, buildUpdateScript(replacing), ['sh'], { STATION_HOME: exported }).status).toBe(0)
    expect(String(read(exported, 'cups-boot.key'))).toBe('new key')
    expect(String(read(elsewhere, 'cups-boot.key'))).toBe('old key')
    expect(existsSync(join(elsewhere, 'update.bin'))).toBe(false)
  })

  test('it does nothing a second time, and puts its addition in place of an earlier one', () => {
    const path = home({ package: '2.1.0+boot-1\n' })
    run(path, buildUpdateScript(replacing))
    expect(String(read(path, 'version.txt'))).toBe('2.1.0+boot-2\n')
    writeFileSync(join(path, 'cups-boot.key'), 'set by somebody later')
    expect(run(path, buildUpdateScript(replacing)).status).toBe(0)
    expect(String(read(path, 'cups-boot.key'))).toBe('set by somebody later')
    expect(existsSync(join(path, 'update.bin'))).toBe(false)
  })

  test('without a regular set the boot set is all there is: it stays', () => {
    const path = home({ cups: {} })
    const { status, stderr } = run(path, buildUpdateScript(replacing))
    expect([status, String(stderr)]).toEqual([1, expect.stringContaining('holds no regular CUPS set')])
    expect(String(read(path, 'cups-boot.key'))).toBe('old key')
    expect(String(read(path, 'version.txt'))).toBe('1.0')
    expect(existsSync(join(path, 'update.bin'))).toBe(false)
  })

  test('the backup set is made anew by Station at its next start, and not before', () => {
    const path = home({ 'cups-bak': OLD })
    writeFileSync(join(path, 'cups-bak.done'), '')
    expect(run(path, buildUpdateScript({ version: '1.1', renewsBackup: true })).status).toBe(0)
    expect(existsSync(join(path, 'cups-bak.done'))).toBe(false)
    expect(String(read(path, 'cups-bak.key'))).toBe(OLD.key)
    expect(String(read(path, 'version.txt'))).toBe('1.1\n')
  })

  test('a restart comes last, when the script is gone', () => {
    const path = home()
    const restart = 'test ! -e update.bin && echo "it\'s restarted" > restarted'
    expect(run(path, buildUpdateScript({ ...replacing, restart })).status).toBe(0)
    expect(String(read(path, 'restarted'))).toBe("it's restarted\n")
  })
})

/** Commands that end the whole group, or fail, at the nth call of any of them. */
function saboteurs(act: 'kill' | 'fail'): { path: string; calls: string } {
  count += 1
  const path = join(folder, `bin-${count}`)
  const calls = join(path, 'calls')
  mkdirSync(path)
  for (const name of ['mv', 'rm', 'sync', 'wc', 'cmp']) {
    const real = ['/usr/bin', '/bin'].map((at) => join(at, name)).find((at) => existsSync(at))
    const end = act === 'kill' ? 'kill -9 0' : 'exit 1'
    const text = `#!/bin/sh\nn=$(($(cat ${calls}) + 1)); echo $n > ${calls}\n[ "$n" -ne "$AT" ] || ${end}\nexec ${real} "$@"\n`
    writeFileSync(join(path, name), text)
    chmodSync(join(path, name), 0o750)
  }
  return { path, calls }
}

describe.each(['kill', 'fail'] as const)('%s in the middle', (act) => {
  test('leaves each file whole, and what is left of the script brings it to its end', () => {
    const text = buildUpdateScript({ ...replacing, renewsBackup: true })
    const { path: bin, calls } = saboteurs(act)
    const seen = { old: 0, mixed: 0, new: 0 }
    let at = 1
    // Until a run comes to its end before its nth call.
    for (let hit = true; hit; at += 1) {
      const path = home({ 'cups-bak': OLD })
      writeFileSync(join(path, 'cups-bak.done'), '')
      writeFileSync(calls, '0')
      const env = { ...process.env, PATH: `${bin}:/usr/bin:/bin`, AT: String(at) }
      const file = put(path, text)
      // A group of its own: the whole of it is ended.
      const setsid = spawnSync('setsid', ['-w', 'sh', file], { cwd: path, env })
      expect(setsid.error).toBeUndefined()
      hit = Number(read(bin, 'calls')) >= at

      const now = (kind: 'uri' | 'trust' | 'crt' | 'key') => String(read(path, `cups-boot.${kind}`))
      const states = (['uri', 'trust', 'crt', 'key'] as const).map((kind) => {
        expect([OLD[kind], String(NEW[kind] ?? '')]).toContain(now(kind))
        return now(kind) === OLD[kind]
      })
      const mixed = new Set(states).size > 1
      seen[mixed ? 'mixed' : states[0] ? 'old' : 'new'] += 1
      // The regular and the backup set are never written.
      expect(String(read(path, 'cups.key'))).toBe('Authorization: a\r\n')
      expect(String(read(path, 'cups-bak.key'))).toBe(OLD.key)
      // A changed package proves the whole; and a mixture is never left alone.
      if (String(read(path, 'version.txt')) !== '1.0') expect(states).toEqual([false, false, false, false])
      if (mixed) expect(existsSync(file)).toBe(true)
      // Station starts with what is there, and runs what is left of the update.
      const station = createStation({
        home: path,
        eui: '::1',
        runUpdate: (update) => spawnSync('sh', [update], { cwd: path }),
      })
      expect(station.state().slot).toBe('reg')
      const again = String(read(path, 'version.txt'))
      expect(['1.0', '1.0+boot-2\n']).toContain(again)
      if (mixed || act === 'kill') {
        expect(again).toBe('1.0+boot-2\n')
        expect(now('key')).toBe('new key')
        expect(existsSync(join(path, 'cups-bak.done'))).toBe(false)
      }
      rmSync(path, { recursive: true, force: true })
    }
    expect(at).toBeGreaterThan(15)
    expect(seen.old).toBeGreaterThan(0)
    expect(seen.new).toBeGreaterThan(0)
    expect(seen.mixed).toBeGreaterThan(0)
  })
})

describe('made, signed, collected', () => {
  let plane: TestPlane
  let owner: OwnerActor
  let next = 0x0800_0000_0000_0000n
  const TOKEN = 'a-token-of-the-gateway'
  beforeAll(async () => {
    plane = await startTestPlane()
    owner = await createTestOwner(plane.context, '::1', 1_000)
  })
  afterAll(() => plane?.close())

  const made = (input: Partial<UpdateScriptInput>) =>
    makeUpdateScript(plane.context, owner, { version: '+boot-2', model: '', notes: '', renewBackup: false, ...input })
  const minuteLater = () => {
    plane.context.clock.now = new Date(plane.context.clock.now.getTime() + 60_000)
  }

  test('a strict Station verifies and runs it, and enters through its new boot set', async () => {
    next += 1n
    const gateway: Eui = eui(next.toString(16).padStart(16, '0'))
    await addGateways(plane.context, owner, [{ gateway, flavorid: 'x', token: TOKEN }])
    const key = await makeSigningKey(plane.context, owner, 'scripts')
    const own = { trust: plane.trust, key: `Authorization: ${TOKEN}\r\n` }
    const path = home({
      eui: gateway,
      cups: { uri: plane.uri, ...own },
      'cups-boot': { uri: 'https://gone.example:443', ...own, trust: 'expired' },
      signatureKeys: [key.publicKey],
    })
    const runUpdate = (file: string) => {
      const { status, stderr } = spawnSync(file, [], { cwd: path })
      expect([status, String(stderr)]).toEqual([0, ''])
    }
    const start = () => createStation({ home: path, runUpdate, clock: () => plane.context.clock.now.getTime() })
    const script = await made({ bootSet: { cupsUri: plane.uri, cupsTrust: plane.trust }, renewBackup: true })
    expect(script).toMatchObject({ duplicate: false, warnings: [], image: { script: { secret: false } } })
    await signFirmware(plane.context, owner, { fwCrc: script.image.crc, keyCrc: key.crc })
    await setupGateways(plane.context, owner, [{ gateway, fwcrc: script.image.crc }])

    const station = start()
    minuteLater()
    expect((await station.checkIn()).firmware).toMatchObject({ executed: true, keyCrc: key.crc })
    expect(existsSync(join(path, 'update.bin'))).toBe(false)
    expect(String(read(path, 'cups-boot.uri'))).toBe(plane.uri)
    expect(String(read(path, 'cups-boot.key'))).toBe(own.key)
    minuteLater()
    const firmware = async () => (await viewGateway(plane.context, owner.ownerId, gateway))?.firmware?.schedule
    await expect.poll(async () => (await firmware())?.endedAt).toBeTruthy()
    expect((await station.checkIn()).state.package).toBe('1.0+boot-2')
    expect((await firmware())?.state).toBe('confirmed')

    // Regular and backup set lead nowhere: after eight tries and one it comes through the boot set.
    for (const slot of ['cups', 'cups-bak']) writeFileSync(join(path, `${slot}.uri`), 'https://localhost:1')
    const lost = start()
    const tries = []
    for (let at = 0; at < 10; at += 1) tries.push(await lost.checkIn())
    expect(tries.at(-1)).toMatchObject({ slot: 'boot', result: 'done', harm: [] })
  })

  test('after a renewal each set that works is accepted for recovery', async () => {
    next += 1n
    const gateway: Eui = eui(next.toString(16).padStart(16, '0'))
    await addGateways(plane.context, owner, [{ gateway, flavorid: 'x', token: TOKEN }])
    const own = { uri: plane.uri, trust: plane.trust, key: `Authorization: ${TOKEN}\r\n` }
    const path = home({ eui: gateway, cups: own, 'cups-boot': own })
    const runUpdate = (file: string) => expect(spawnSync(file, [], { cwd: path }).status).toBe(0)
    let station = createStation({ home: path, runUpdate })
    const proveToken = async (token: string) => {
      const cupsKey = `Authorization: ${token}`
      const set = { cupsUri: plane.uri, cupsTrust: plane.trust, cupsKey }
      expect(await setupGateways(plane.context, owner, [{ gateway, ...set }])).toEqual([{ gateway }])
      for (let at = 0; at < 2; at += 1) expect((await station.checkIn()).result).toBe('done')
    }
    await proveToken('first-token-of-all')
    const { image } = await made({ version: '1.1', renewBackup: true })
    const allowed = { action: 'schedule', crc: image.crc, allowUnsigned: true } as const
    await scheduleFirmware(plane.context, owner, gateway, allowed)
    minuteLater()
    expect((await station.checkIn()).firmware?.executed).toBe(true)
    expect(existsSync(join(path, 'cups-bak.done'))).toBe(false)
    await proveToken('second-token-of-all')
    // The marker is read at the start: now the second one is frozen.
    station = createStation({ home: path, runUpdate })
    expect((await station.checkIn()).backedUp).toBe(true)
    await proveToken('third-token-of-all')
    const live = await plane.context.sql<{ version: number; backup: boolean }[]>`
      select version, backup from credential_sets where eui = ${gateway} and category = 'cups' and retired_at is null order by version`
    expect(live).toEqual([
      { version: 1, backup: true },
      { version: 2, backup: true },
      { version: 3, backup: true },
    ])
    // The regular set breaks on the gateway: its backup, the second token, is let in.
    writeFileSync(join(path, 'cups.uri'), 'https://localhost:1')
    const recovering = createStation({ home: path })
    for (let at = 0; at < 8; at += 1) await recovering.checkIn()
    const through = await recovering.checkIn()
    expect(through).toMatchObject({ slot: 'bak', result: 'done' })
    expect(String(through.request)).toContain('second-token-of-all')
  })

  test('a secret is stored sealed, given out once, and reaches the gateway as it is', async () => {
    const ca = await makeCa({ name: 'CN=Other CA' })
    const bootSet = {
      cupsUri: 'https://other.example:443',
      cupsTrust: ca.pem,
      cupsKey: 'Authorization: Bearer other-secret',
    }
    const script = await made({ version: '+secret', bootSet })
    expect(script.image.script).toEqual({ bootSet: true, renewsBackup: false, secret: true })
    const octal = (text: string) => [...bytes(text)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
    expect(script.text.replaceAll(/' &&\n {2}printf '/g, '')).toContain(octal('Bearer other-secret'))
    const [row] = await plane.context.sql<{ data: Buffer }[]>`
      select data from firmware_chunks where image_id = ${script.image.id}`
    expect(row?.data.includes('printf')).toBe(false)
    const chunks = []
    for await (const chunk of readFirmware(plane.context, owner.ownerId, script.image)) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toBe(script.text)

    next += 1n
    const gateway: Eui = eui(next.toString(16).padStart(16, '0'))
    await addGateways(plane.context, owner, [{ gateway, flavorid: 'x', token: TOKEN }])
    const key = await makeSigningKey(plane.context, owner, 'for a secret')
    const station = plane.station(gateway, {
      cups: { uri: plane.uri, trust: plane.trust, key: `Authorization: ${TOKEN}\r\n` },
      signatureKeys: [key.publicKey],
    })
    await signFirmware(plane.context, owner, { fwCrc: script.image.crc, keyCrc: key.crc })
    await setupGateways(plane.context, owner, [{ gateway, fwcrc: script.image.crc }])
    expect((await station.checkIn()).firmware?.executed).toBe(true)
    expect(String(station.home.read('update.bin'))).toBe(script.text)
    const audit = await plane.context.sql`select detail from audit_entries where detail::text like '%other-secret%'`
    expect(audit).toHaveLength(0)
  })

  test.each([
    ['nothing to do', {}, '/renewBackup', 'Say what the script is to do'],
    ['a URI that bricks', { bootSet: { cupsUri: 'https://a:1/' } }, '/bootSet/cupsUri', 'Write https://a:1'],
    ['no URI', { bootSet: { cupsUri: '' } }, '/bootSet/cupsUri', 'Give the URI of the CUPS server'],
    ['no trust', { bootSet: { cupsUri: 'https://a:1' } }, '/bootSet/cupsTrust', 'Give cupsTrust'],
    ['a version that is none', { version: 'a\nb', renewBackup: true }, '/version', '1 to 64'],
    ['a relative home', { home: 'etc/station', renewBackup: true }, '/home', 'absolute path'],
    ['two commands', { restart: 'a\nb', renewBackup: true }, '/restart', 'one command line'],
  ])('%s is refused', async (_name, input, pointer, detail) => {
    await expect(made(input)).rejects.toMatchObject({
      code: 'invalid',
      errors: [{ pointer, detail: expect.stringContaining(detail) }],
    })
  })

  test('a token for this server is refused: every gateway has its own', async () => {
    const bootSet = { cupsUri: plane.uri, cupsTrust: plane.trust, cupsKey: 'Authorization: one-for-all' }
    await expect(made({ bootSet })).rejects.toMatchObject({ errors: [{ pointer: '/bootSet/cupsKey' }] })
  })
})
