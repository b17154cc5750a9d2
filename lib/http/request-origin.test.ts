import { describe, expect, it } from 'vitest'
import { isHttps, refuseForeignOrigin } from './request-origin.ts'

const CONSOLE = 'https://gatehouse.example'
const request = (headers: Record<string, string>, method = 'POST') =>
  new Request('http://127.0.0.1:3000/api/v1/tokens', { method, headers: { host: 'localhost:3000', ...headers } })
const passes = (headers: Record<string, string>, method?: string) => () =>
  refuseForeignOrigin(request(headers, method), CONSOLE)

describe('refuseForeignOrigin', () => {
  it.each<Record<string, string>>([
    { 'sec-fetch-site': 'same-origin' },
    { origin: 'http://localhost:3000' },
    { origin: CONSOLE },
    { 'sec-fetch-site': 'same-origin', origin: 'https://behind.a.proxy' },
  ])('lets our own pages through: %o', (headers) => {
    expect(passes(headers)).not.toThrow()
  })

  it.each<Record<string, string>>([
    {},
    { origin: 'null' },
    { origin: 'http://localhost:3001' },
    { origin: 'https://evil.example' },
    { origin: 'https://gatehouse.example.evil.example' },
    { 'sec-fetch-site': 'cross-site', origin: CONSOLE },
    { 'sec-fetch-site': 'same-site', origin: CONSOLE },
    { 'sec-fetch-site': 'none' },
  ])('refuses %o', (headers) => {
    expect(passes(headers)).toThrow('did not come from a page of this console')
    expect(passes(headers, 'DELETE')).toThrow()
    expect(passes(headers, 'GET')).not.toThrow()
  })
})

describe('isHttps', () => {
  it('takes the first forwarded scheme, else the URL', () => {
    expect(isHttps(request({}))).toBe(false)
    expect(isHttps(request({ 'x-forwarded-proto': 'https,http' }))).toBe(true)
  })
})
