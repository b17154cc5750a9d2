import { expect, test } from 'vitest'
import { readDestinationUrl } from './destination-url.ts'

test('reads the parts', () => {
  expect(readDestinationUrl('HTTPS://u%40x:p%3Aw@AS.Example.com:8443/A/b?x=1')).toEqual({
    ok: true,
    value: {
      url: 'https://as.example.com:8443/A/b?x=1',
      login: { login: 'u@x', password: 'p:w' },
      scheme: 'https',
      host: 'as.example.com',
      port: 8443,
      target: '/A/b?x=1',
      origin: 'https://as.example.com:8443',
      warnings: [],
    },
  })
})
