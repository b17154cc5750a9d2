import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { downlinkCurl } from './downlink-curl.ts'

test('the shell signs the query as it is meant and sends it encoded', () => {
  const key = 'c6f5e3b263092120b8766b9aed9c41b4'
  const command = downlinkCurl('https://gatehouse.example', 'TWA_100000001.7.AS')
  const script = `curl() { printf '%s\\n' "$@"; }\n${command}`
  const printed = execFileSync('sh', ['-c', script], { env: { ...process.env, TUNNEL_KEY: key }, encoding: 'utf8' })
  const url = new URL(printed.trim().split('\n').at(-1) ?? '')
  expect(url.pathname).toBe('/thingpark/lrc/rest/downlink')
  expect(url.search).not.toMatch(/[+:]/)
  const [query = '', token] = url.search.slice(1).split('&Token=')
  expect(decodeURIComponent(query)).toMatch(
    /^DevEUI=20635F0108000496&FPort=2&Payload=0103&AS_ID=TWA_100000001\.7\.AS&Time=\d{4}-\d\d-\d\dT[\d:]+\.000\+00:00$/,
  )
  expect(token).toBe(
    createHash('sha256')
      .update(decodeURIComponent(query) + key)
      .digest('hex'),
  )
})
