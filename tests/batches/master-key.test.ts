/** A Station that holds its master key instead of a token. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { eui } from '#lib/domain/identifiers.ts'
import { openHome } from '#lib/station/home.ts'
import { makeHome } from '#lib/station/make-home.ts'
import { withDerivedBootKey } from '#lib/station/master-key.ts'
import { createStation } from '#lib/station/station.ts'

const gateway = eui('000000FFFE000ABC')
const MASTER = '83034109e81010261c32b830bdb2b00717159f76df8250bd7206c8ead8a70a63'
const LINE = 'Authorization: uTYUghSBI98vJPDN6aimXwmSQcQFRQCYcWG5TxdlkHI\r\n'
const folders: string[] = []
const home = () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-station-'))
  folders.push(folder)
  return makeHome(folder, { eui: gateway, 'cups-boot': { uri: 'https://localhost:1' } })
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})
const bootKey = (folder: string) =>
  withDerivedBootKey(openHome(folder), gateway).credentials('cups', 'boot').key?.toString()

test('derives its cups-boot.key from 32 bytes or from hex, and writes nothing', () => {
  for (const content of [Buffer.from(MASTER, 'hex'), `${MASTER}\n`]) {
    const folder = home()
    writeFileSync(join(folder, 'gateway-master.key'), content)
    expect(bootKey(folder)).toBe(LINE)
    expect(openHome(folder).exists('cups-boot.key')).toBe(false)
    expect(withDerivedBootKey(openHome(folder), gateway).credentials('cups', 'reg').key).toBeNull()
  }
})

test('a key file comes first', () => {
  const folder = home()
  writeFileSync(join(folder, 'gateway-master.key'), MASTER)
  writeFileSync(join(folder, 'cups-boot.key'), 'Authorization: other\r\n')
  expect(bootKey(folder)).toBe('Authorization: other\r\n')
})

test('a damaged master key is refused at the start', () => {
  const folder = home()
  writeFileSync(join(folder, 'gateway-master.key'), MASTER.slice(2))
  expect(() => createStation({ home: folder })).toThrow(/is no master key/)
})
