import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_URL, readDestinationUrl } from './destination-url.ts'

const good = (text: string) => {
  const read = readDestinationUrl(text)
  if (!read.ok) throw new Error(`${text}: ${read.error}`)
  return read.value
}
const bad = (text: string) => {
  const read = readDestinationUrl(text)
  return read.ok ? `accepted as ${read.value.url}` : read.error
}

test('reads the parts; scheme and host in lower case, the rest byte for byte', () => {
  expect(good('HTTPS://u%40x:p%3Aw@AS.Example.com:8443/A/%7eb?x=%2B1')).toEqual({
    url: 'https://as.example.com:8443/A/%7eb?x=%2B1',
    login: { login: 'u@x', password: 'p:w' },
    scheme: 'https',
    host: 'as.example.com',
    port: 8443,
    target: '/A/%7eb?x=%2B1',
    origin: 'https://as.example.com:8443',
    warnings: [],
  })
  expect(good('https://[2001:db8::1]:8443')).toMatchObject({ host: '2001:db8::1', port: 8443, target: '/' })
  expect(good('http://192.0.2.1?a')).toMatchObject({
    host: '192.0.2.1',
    port: 80,
    target: '/?a',
    warnings: [expect.stringContaining('http://')],
  })
  expect(good('https://login@h.example')).toMatchObject({ login: { login: 'login', password: '' } })
  expect(good("https://a_b.example/x;y=(1)!$&'*+,=:@")).toMatchObject({ host: 'a_b.example' })
})

test('a port that the scheme implies makes the same origin', () => {
  expect(good('https://h.example:443/a').origin).toBe(good('https://h.example/b').origin)
  expect(good('https://h.example').origin).not.toBe(good('http://h.example').origin)
  expect(good('https://h.example').origin).not.toBe(good('https://h.example:8443').origin)
})

describe('what WHATWG accepts and RFC 3986 does not', () => {
  test.each([
    ['https:\\\\h.example', 'backslash'],
    ['https://h.example\\x', 'backslash'],
    ['https://h.example/%zz', '“%zz” is no percent-encoding'],
    ['https://h.example/%', '“%” is no percent-encoding'],
    ['https://h.example/%4', '“%4” is no percent-encoding'],
    ['https://h.example/a b', 'blank'],
    [' https://h.example', 'begins or ends with a blank'],
    ['https://h.example\n', 'begins or ends with a blank'],
    ['https://h.ex\nample', 'line break'],
    ['https://h.example/\0', 'NUL'],
    ['https:///x', 'no host'],
    ['https://', 'no host'],
    ['https:h.example', 'Two slashes'],
    ['https:/h.example', 'Two slashes'],
    ['//h.example/x', 'does not begin with https://'],
    ['h.example/x', 'does not begin with https://'],
    ['h.example:443', 'Two slashes'],
    ['ftp://h.example', '“ftp”'],
    ['javascript://h.example', '“javascript”'],
    ['https://h.example/#x', 'fragment'],
    ['https://h.example/"', 'Write %22'],
    ['https://h.example/<x>', 'Write %3C'],
    ['https://h.example/{id}', 'Write %7B'],
    ['https://h.example/a|b', 'Write %7C'],
    ['https://h.example/a^b', 'Write %5E'],
    ['https://h.example/a`b', 'Write %60'],
    ['https://h.example/[x]', 'Write %5B'],
    ['https://h.example/ü', 'outside ASCII'],
    ['https://bücher.example/', 'outside ASCII'],
    ['https://h.example/\u{1f4e1}', 'outside ASCII'],
    ['https://h%2eexample/', 'percent-encoded'],
    ['', 'empty'],
    ['   ', 'empty'],
  ])('%j', (text, reason) => expect(bad(text)).toContain(reason))
})

describe('hosts', () => {
  test.each([
    ['https://0x7f.1/', 'disguised notation of the address 127.0.0.1'],
    ['https://2130706433/', 'disguised notation of the address 127.0.0.1'],
    ['https://127.1/', 'disguised notation of the address 127.0.0.1'],
    ['https://0177.0.0.1/', 'disguised notation of the address 127.0.0.1'],
    ['https://0x7f000001', 'disguised notation of the address 127.0.0.1'],
    ['https://127.0.0.1./', 'disguised notation of the address 127.0.0.1'],
    ['https://010.0.0.1/', 'disguised notation of the address 8.0.0.1'],
    ['https://1.2.3.256/', 'neither a host name nor an IPv4 address'],
    ['https://1.2.3.4.5/', 'neither a host name nor an IPv4 address'],
    ['https://x.0x1/', 'neither a host name nor an IPv4 address'],
    ['https://-a.example/', 'not a host name'],
    ['https://a..example/', 'not a host name'],
    ['https://.example/', 'not a host name'],
    ["https://a'b.example/", 'not a host name'],
    ['https://h.example./', 'ends in a dot'],
    [`https://${'a'.repeat(64)}.example/`, 'not a host name'],
    [`https://${'a.'.repeat(127)}aa/`, 'at most 253'],
    ['https://[::1', 'not an IPv6 address'],
    ['https://[1.2.3.4]/', 'not an IPv6 address'],
    ['https://[::1%25eth0]/', 'zone'],
    ['https://::1/', 'a colon too many'],
    ['https://h.example:1:2/', 'a colon too many'],
    ['https://[::1]x/', 'not an IPv6 address'],
  ])('%j', (text, reason) => expect(bad(text)).toContain(reason))
})

describe('ports', () => {
  test.each(['0', '65536', '99999999999', '080', '00'])('%s does not exist', (port) =>
    expect(bad(`https://h.example:${port}/`)).toContain('1 to 65535'),
  )
  test('every port from 1 to 65535 does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 65_535 }), (port) => good(`https://h.example:${port}`).port === port),
    )
  })
  test('is digits', () => {
    expect(bad('https://h.example:/')).toContain('missing')
    expect(bad('https://h.example:+80/')).toContain('not a number')
    expect(bad('https://h.example:8o/')).toContain('not a number')
  })
})

describe('login and password', () => {
  test.each([
    ['https://@h.example', 'empty'],
    ['https://:p@h.example', 'empty'],
    ['https://a@b@h.example', 'two “@”'],
    ['https://a%3Ab:p@h.example', 'colon'],
    ['https://a:%0d%0a@h.example', 'control character'],
    ['https://a:%ff@h.example', 'UTF-8'],
  ])('%j', (text, reason) => expect(bad(text)).toContain(reason))

  test('whatever they are, they come out decoded and are nowhere in the URL', () => {
    const text = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 40 })
      .filter((each) => each.isWellFormed() && !/\p{Cc}/u.test(each))
    fc.assert(
      fc.property(text, text, (login, password) => {
        fc.pre(!login.includes(':'))
        const read = good(`https://${encodeURIComponent(login)}:${encodeURIComponent(password)}@h.example/x`)
        expect(read).toMatchObject({ login: { login, password }, url: 'https://h.example/x' })
      }),
    )
  })
})

test('the parameters of reports are refused in the query, however they are written', () => {
  for (const query of ['Token=1', 'a=1&AS_ID=2', 'LrnDevEui', '%54oken=1', 'Time='])
    expect(bad(`https://h.example/?${query}`)).toContain('every report adds itself')
  expect(good('https://h.example/?token=1&Tokens=2').target).toBe('/?token=1&Tokens=2')
})

test(`at most ${MAX_URL} characters`, () => {
  const url = `https://h.example/${'a'.repeat(MAX_URL)}`
  expect(good(url.slice(0, MAX_URL)).url).toHaveLength(MAX_URL)
  expect(bad(url)).toContain('characters')
})

describe('properties', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl({ withQueryParameters: true, validSchemes: ['https', 'http'] }),
    fc.stringMatching(/^https?:\/\/[a-z0-9.:@%[\]/?#\\ x-]{0,30}$/),
  )

  test('what is accepted has no blank, fragment, login or character outside RFC 3986, and reads as itself', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const read = readDestinationUrl(text)
        if (!read.ok) return
        expect(read.value.url).toMatch(
          /^https?:\/\/(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::[1-9][0-9]*)?(?:[/?][A-Za-z0-9\-._~:/?@!$&'()*+,;=%]*)?$/,
        )
        expect(good(read.value.url)).toEqual({ ...read.value, login: null })
      }),
      { numRuns: 2000 },
    )
  })

  test('a URL parser finds the same host and port: nobody can mean another server than was checked', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const read = readDestinationUrl(text)
        if (!read.ok) return
        const url = new URL(read.value.url)
        expect(Number(url.port || (url.protocol === 'https:' ? 443 : 80))).toBe(read.value.port)
        if (!url.hostname.startsWith('[')) expect(url.hostname).toBe(read.value.host)
      }),
      { numRuns: 2000 },
    )
  })
})
