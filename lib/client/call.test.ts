import { afterEach, expect, test, vi } from 'vitest'
import { api } from './api.ts'
import { callsOf } from './call.ts'

afterEach(() => void vi.unstubAllGlobals())

test('a call is noted down with what would be sent, and does not leave', async () => {
  const fetched = vi.fn(async () => new Response('[]'))
  vi.stubGlobal('fetch', fetched)
  const remove = () => api.remove('::1', '58a0:cbff:fe80:1234')
  expect(callsOf(remove)).toEqual([
    {
      method: 'POST',
      path: '/api/v1/gateway/delete',
      body: { ownerid: '::1', gateway: '58a0:cbff:fe80:1234' },
    },
  ])
  expect(callsOf(() => api.revokeToken('::1', 'a/b'))).toEqual([
    { method: 'DELETE', path: '/api/v1/tokens/a%2Fb?owner=%3A%3A1', body: undefined },
  ])
  expect(fetched).not.toHaveBeenCalled()
  await remove()
  expect(fetched).toHaveBeenCalledTimes(1)
})

test('after a function that throws, requests are sent again', async () => {
  const fetched = vi.fn(async () => new Response('[]'))
  vi.stubGlobal('fetch', fetched)
  expect(() =>
    callsOf(() => {
      throw new Error('nothing to send')
    }),
  ).toThrow('nothing to send')
  await api.remove('::1', '::1')
  expect(fetched).toHaveBeenCalledTimes(1)
})
