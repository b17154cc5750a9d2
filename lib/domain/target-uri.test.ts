import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hostPort, isSecureUri, parseTargetUri } from './target-uri.ts'

const refusal = (text: string, category: 'cups' | 'tc' = 'cups') => {
  const parsed = parseTargetUri(text, category)
  if (parsed.ok) throw new Error(`accepted ${text}`)
  return parsed.error
}

describe('what Station takes', () => {
  test.each([
    ['cups', 'https://cups.example.com:443', 'https', 'cups.example.com', 443, true],
    ['cups', 'http://some.cups.com:7654', 'http', 'some.cups.com', 7654, false],
    ['tc', 'wss://lns.example.com:8887', 'wss', 'lns.example.com', 8887, true],
    ['tc', 'ws://127.0.0.1:1', 'ws', '127.0.0.1', 1, false],
    ['tc', 'ws://lns_1:65535', 'ws', 'lns_1', 65_535, false],
    ['cups', 'https://CUPS.Example.com:443', 'https', 'CUPS.Example.com', 443, true],
  ] as const)('%s %s', (category, uri, scheme, host, port, secure) => {
    expect(parseTargetUri(uri, category)).toEqual({
      ok: true,
      value: { uri, scheme, host, port, secure, warnings: [] },
    })
    expect(isSecureUri(uri)).toBe(secure)
  })

  test('127 characters, and not one more', () => {
    const host = `${'a'.repeat(60)}.${'b'.repeat(50)}`
    const longest = `https://${host}.${'c'.repeat(127 - host.length - 13)}:443`
    expect(longest).toHaveLength(127)
    expect(parseTargetUri(longest, 'cups').ok).toBe(true)
    expect(refusal(longest.replace(':443', ':4433'))).toBe(
      'The URI has 128 characters; Station stores at most 127. Write it like https://cups.example.com:443',
    )
    expect(refusal(`ws://${`${'a'.repeat(60)}.`.repeat(3)}x:1`, 'tc')).toMatch(/^The host has 184 characters/)
  })

  test('an IP address with TLS is allowed and warned about', () => {
    const parsed = parseTargetUri('https://10.0.0.1:9191', 'cups')
    expect(parsed.ok && parsed.value.warnings).toEqual([expect.stringContaining('whose CN is 10.0.0.1')])
  })
})

describe('what Station chokes on is refused with the corrected URI', () => {
  test.each([
    ['https://cups.example.com:443/', 'cups', /ends in “\/”.* Write https:\/\/cups\.example\.com:443$/],
    ['https://cups.example.com', 'cups', /has no port.* Write https:\/\/cups\.example\.com:443$/],
    ['http://cups.example.com', 'cups', /has no port.* Write http:\/\/cups\.example\.com:80$/],
    ['HTTPS://cups.example.com:443', 'cups', /upper-case.* Write https:\/\/cups\.example\.com:443$/],
    ['wss://cups.example.com:443', 'cups', /does not fit: a CUPS URI begins.* Write https:\/\/cups\.example\.com:443$/],
    ['https://lns.example.com:8887', 'tc', /an LNS URI begins.* Write wss:\/\/lns\.example\.com:8887$/],
    ['cups.example.com:443', 'cups', /does not begin with https.* Write https:\/\/cups\.example\.com:443$/],
    ['https://cups.example.com:443/update-info', 'cups', /has a path.* Write https:\/\/cups\.example\.com:443$/],
    ['https://h:443?x=1', 'cups', /a query.* Write https:\/\/h:443$/],
    ['https://h:443#x', 'cups', /a fragment.* Write https:\/\/h:443$/],
    ['https://me:secret@h:443', 'cups', /a user name.* Write https:\/\/h:443$/],
    [' https://h:443\n', 'cups', /a blank or a line break.* Write https:\/\/h:443$/],
    ['https://h.:443', 'cups', /ends in a dot.* Write https:\/\/h:443$/],
    ['https://h:0443', 'cups', /begins with 0.* Write https:\/\/h:443$/],
    ['https://h:', 'cups', /has no port.* Write https:\/\/h:443$/],
    ['https://h:65536', 'cups', /above 65535.* Write it like/],
    ['https://h:0', 'cups', /begins with 0/],
    ['https://h:http', 'cups', /not a number/],
    ['https://[::1]:443', 'cups', /IPv6/],
    ['https://:443', 'cups', /no host/],
    ['https://a..b:443', 'cups', /not a host name/],
    ['https://-a:443', 'cups', /not a host name/],
    ['https://256.1.1.1:443', 'cups', /neither a host name nor an IPv4/],
    ['https://1.2.3:443', 'cups', /neither a host name nor an IPv4/],
    ['https://01.2.3.4:443', 'cups', /neither a host name nor an IPv4/],
    ['mqtt://h:1883', 'tc', /“mqtt” does not fit.* Write it like wss/],
    ['https://münchen.de:443', 'cups', /outside ASCII/],
    ['https://a\0b:443', 'cups', /outside ASCII/],
    ['', 'tc', /The URI is empty\. Write it like wss/],
  ] as const)('%j as %s', (text, category, sentence) => {
    expect(refusal(text, category)).toMatch(sentence)
  })

  test('a user name and its password are not repeated', () => {
    expect(refusal('https://me:secret@h:443')).not.toMatch(/secret|me:/)
  })
})

test('host and port compare in lower case', () => {
  expect(hostPort('https://GW.Example.com:9191')).toBe('gw.example.com:9191')
  expect(hostPort('https://gw.example.com')).toBeUndefined()
})

test('whatever is accepted has exactly the form that Station checks, and every suggestion is accepted', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.webUrl(),
    fc.stringMatching(/^(https?|wss?|HTTP):\/\/[a-zA-Z0-9.@_-]{0,130}(:[0-9]{0,6})?[/?#]?$/),
  )
  fc.assert(
    fc.property(texts, fc.constantFrom('cups' as const, 'tc' as const), (text, category) => {
      const parsed = parseTargetUri(text, category)
      if (parsed.ok) {
        const { scheme, host, port, uri } = parsed.value
        return uri === `${scheme}://${host}:${port}` && uri.length <= 127 && port > 0 && port <= 65_535
      }
      const suggestion = /Write (?:it like )?(\S+)$/.exec(parsed.error)?.[1] ?? ''
      return parseTargetUri(suggestion, category).ok
    }),
    { numRuns: 500 },
  )
})
