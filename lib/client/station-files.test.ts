import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { stationFiles, tokenHeader, tokenKeyFile, zipStationFiles } from './station-files.ts'

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)
const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'

test('names and line endings are exact', () => {
  const files = stationFiles('cups', { uri: 'https://localhost:9191\n', trust: PEM, key: tokenKeyFile('abc') })
  expect(Object.keys(files)).toEqual(['cups.uri', 'cups.trust', 'cups.key'])
  expect(text(files['cups.uri'])).toBe('https://localhost:9191')
  expect(text(files['cups.trust'])).toBe(`${PEM}\n`)
  expect(text(files['cups.key'])).toBe('Authorization: abc\r\n')
})

test('a header line is taken as it is, a bare token gets its name', () => {
  expect(tokenHeader(' X-API-Key: 17 \r\n')).toBe('X-API-Key: 17')
  expect(tokenHeader('NNSXS.ABC')).toBe('Authorization: NNSXS.ABC')
  expect(text(tokenKeyFile('Authorization: Bearer x\r\n'))).toBe('Authorization: Bearer x\r\n')
})

test('without TLS there is only a URI', () => {
  expect(Object.keys(stationFiles('tc', { uri: 'ws://lns.example:1887', trust: PEM, key: tokenKeyFile('a') }))).toEqual(
    ['tc.uri'],
  )
})

test('the zip holds the same bytes', async () => {
  const files = stationFiles('tc', { uri: 'wss://lns.example:8887', trust: PEM, crt: PEM })
  const blob = await zipStationFiles(files)
  const back = unzipSync(new Uint8Array(await blob.arrayBuffer()))
  expect(Object.keys(back)).toEqual(['tc.uri', 'tc.trust', 'tc.crt'])
  expect(text(back['tc.uri'])).toBe('wss://lns.example:8887')
})
