import { expect, test } from 'vitest'
import { keyPlaceUrl } from './key-place.ts'
import { NETWORK_IDS, NETWORKS, networkOf, networkUri } from './networks.ts'
import { ROOTS } from './roots.ts'

const uri = (id: (typeof NETWORK_IDS)[number], address: string, side: 'lns' | 'cups' = 'lns') => {
  const result = networkUri(networkOf(id), side, address)
  return result.ok ? result.value.uri : result.error
}

test('the cluster address of The Things Stack becomes both URIs (interop.md)', () => {
  expect(uri('the-things-stack', 'eu1.cloud.thethings.network')).toBe('wss://eu1.cloud.thethings.network:8887')
  expect(uri('the-things-stack', 'eu1.cloud.thethings.network', 'cups')).toBe('https://eu1.cloud.thethings.network:443')
})

test.each([
  ['https://eu1.cloud.thethings.network/console/gateways', 'wss://eu1.cloud.thethings.network:8887'],
  ['https://eu1.cloud.thethings.network:443/', 'wss://eu1.cloud.thethings.network:8887'],
  [' wss://tts.example:8888 ', 'wss://tts.example:8888'],
  ['tts.example:8888', 'wss://tts.example:8888'],
  ['"tts.example"', 'wss://tts.example:8887'],
])('an address pasted as %s', (address, expected) => {
  expect(uri('the-things-stack', address)).toBe(expected)
})

test('a bridge without TLS stays without TLS only when it is written so', () => {
  expect(uri('chirpstack', 'ws://10.0.0.1:3001')).toBe('ws://10.0.0.1:3001')
  expect(uri('chirpstack', 'lns.example.com')).toBe('wss://lns.example.com:3001')
})

test('the endpoints of an AWS account follow the side', () => {
  expect(uri('aws-iot-core', 'abc.cups.lorawan.eu-west-1.amazonaws.com')).toBe(
    'wss://abc.lns.lorawan.eu-west-1.amazonaws.com:443',
  )
  expect(uri('aws-iot-core', 'abc.lns.lorawan.eu-west-1.amazonaws.com', 'cups')).toBe(
    'https://abc.cups.lorawan.eu-west-1.amazonaws.com:443',
  )
})

test.each([
  ['own', 'lns.example.com', /port is missing/],
  ['own', '', /empty/],
  ['own', 'ftp://lns.example.com:21', /begins with ftp/],
  ['own', 'wss://user@lns.example.com:1', /not the address of a server/],
  ['own', 'wss://[::1]:1', /not the address of a server/],
  ['own', 'lns_example..com:1', /not a host name/],
  ['own', 'lns.example.com:99999', /above 65535/],
] as const)('%s with “%s” is refused with a sentence', (id, address, sentence) => {
  expect(uri(id, address)).toMatch(sentence)
})

test('a side that a network does not have is refused', () => {
  expect(uri('chirpstack', 'lns.example.com', 'cups')).toMatch(/has no CUPS/)
})

test('every network names roots that are held, and the link leads to the gateway', () => {
  expect(NETWORKS.map((network) => network.id)).toEqual([...NETWORK_IDS])
  for (const { roots } of NETWORKS) for (const id of roots) expect(ROOTS.map((root) => root.id)).toContain(id)
  const { lns } = networkOf('the-things-stack')
  expect(lns.rights.map((right) => right.id)).toEqual(['RIGHT_GATEWAY_LINK'])
  expect(keyPlaceUrl(lns, 'eu1.cloud.thethings.network', '000000fffe000abc')).toBe(
    'https://eu1.cloud.thethings.network/console/gateways/eui-000000fffe000abc/api-keys/add',
  )
  expect(keyPlaceUrl(networkOf('loriot').lns, 'x', undefined)).toBeNull()
})
