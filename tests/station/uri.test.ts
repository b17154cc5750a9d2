import { describe, expect, it } from 'vitest'
import { checkStationUri } from '#lib/station/station-uri.ts'

const host127 = `${'a'.repeat(63)}.${'b'.repeat(63)}`

describe('the URIs that Station takes (cups.md §1.3)', () => {
  it.each([
    ['cups', 'http://localhost:80', false, 80],
    ['cups', 'https://cups.example.com:443', true, 443],
    ['tc', 'ws://10.0.0.1:1887', false, 1887],
    ['tc', 'wss://lns.example.com:8887', true, 8887],
    ['cups', `https://${'a'.repeat(113)}:65535`, true, 65535],
  ] as const)('takes %s %s', (category, uri, tls, port) => {
    expect(checkStationUri(category, uri)).toMatchObject({ ok: true, address: { tls, port } })
  })

  it.each([
    ['a trailing slash', 'cups', 'https://cups.example.com:443/'],
    ['a path', 'cups', 'https://cups.example.com:443/update-info'],
    ['no port', 'cups', 'https://cups.example.com'],
    ['an empty port', 'cups', 'https://cups.example.com:'],
    ['the scheme of the other category', 'cups', 'wss://cups.example.com:443'],
    ['the scheme of the other category', 'tc', 'https://lns.example.com:443'],
    ['an upper-case scheme', 'cups', 'HTTPS://cups.example.com:443'],
    ['an upper-case scheme', 'cups', 'HTTP://cups.example.com:80'],
    ['userinfo', 'cups', 'https://me@cups.example.com:443'],
    ['userinfo with a password', 'cups', 'https://me:secret@cups.example.com:443'],
    ['a query', 'cups', 'https://cups.example.com:443?x=1'],
    ['an IPv6 literal', 'tc', 'wss://[2001:db8::1]:8887'],
    ['no host', 'cups', 'https://:443'],
    ['nothing', 'cups', ''],
    ['a port out of range', 'cups', 'https://cups.example.com:65536'],
    ['128 characters', 'cups', `https://${'a'.repeat(114)}:65535`],
    ['a host of 127 characters, which leaves no room', 'tc', `ws://${host127}:80`],
  ] as const)('refuses %s', (_what, category, uri) => {
    expect(checkStationUri(category, uri).ok).toBe(false)
  })
})
