import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eui, euiFromBigInt } from '../identifiers.ts'
import {
  fillMuxsTemplate,
  readRouterInfo,
  readRouterQuestion,
  routerQuestion,
  writeRouterError,
  writeRouterInfo,
} from './router-info.ts'

const ROUTER = eui('b827:ebff:fea6:7a72')

test('question and answers as Station has them (cups.md §7)', () => {
  expect(routerQuestion(eui('::1'))).toBe('{"router":"::1"}')
  expect(writeRouterInfo(ROUTER, { uri: 'wss://lns.example:8887/traffic/x', muxs: eui('::2') })).toBe(
    '{"router":"b827:ebff:fea6:7a72","muxs":"::2","uri":"wss://lns.example:8887/traffic/x"}',
  )
  expect(writeRouterError(ROUTER, 'an update waits')).toBe('{"router":"b827:ebff:fea6:7a72","error":"an update waits"}')
})

test.each([
  '{"router":"::1"}',
  '{"router":"router-::1"}',
  '{"router":1}',
  '{"x":2,"router":"00-00-00-00-00-00-00-01"}',
])('the router of %s', (question) => {
  expect(readRouterQuestion(question)).toEqual({ ok: true, value: eui('::1') })
})

test.each(['', '[]', 'null', '{"router":null}', '{"router":"x"}', '{"router":{}}', '<html>'])(
  'no router in %j',
  (question) => {
    expect(readRouterQuestion(question).ok).toBe(false)
  },
)

test('an answer of The Things Stack is read with its prefixes', () => {
  const answer =
    '{"router":"router-b827:ebff:fea6:7a72","muxs":"muxs-::0","uri":"wss://eu1.example:8887/traffic/eui-B827EBFFFEA67A72"}'
  expect(readRouterInfo(answer)).toEqual({
    ok: true,
    value: {
      kind: 'uri',
      router: ROUTER,
      muxs: eui('::0'),
      target: {
        uri: 'wss://eu1.example:8887/traffic/eui-B827EBFFFEA67A72',
        secure: true,
        host: 'eu1.example',
        port: 8887,
        path: '/traffic/eui-B827EBFFFEA67A72',
      },
    },
  })
})

test('an error is told as one line', () => {
  expect(readRouterInfo('{"router":"::1","error":"Router\\n not provisioned\\u001b"}')).toEqual({
    ok: true,
    value: { kind: 'error', error: 'Router not provisioned' },
  })
})

test.each([
  ['{"router":"::1","uri":"wss://h:1/p","error":null}', /"error":null/],
  ['{"router":"::1","uri":"wss://h:1/p","error":"x"}', /both uri and error/],
  ['{"router":"::1"}', /neither/],
  ['{"router":"::1","uri":"wss://h/p"}', /with a port and a path/],
  ['{"router":"::1","uri":"wss://h:1"}', /with a port and a path/],
  ['{"router":"::1","uri":"https://h:1/p"}', /with a port and a path/],
  ['{"router":"::1","uri":"wss://h:70000/p"}', /above 65535/],
  [`{"router":"::1","uri":"wss://h:1/${'p'.repeat(127)}"}`, /Station keeps 127/],
  ['<!doctype html><html>', /web page/],
  ['nope', /not a JSON object/],
  [`{"x":"${'y'.repeat(5000)}"}`, /too long/],
])('answer %# would not get a gateway anywhere', (answer, sentence) => {
  const read = readRouterInfo(answer)
  expect(read.ok ? '' : read.error).toMatch(sentence)
})

test('templates are filled in and judged as filled in', () => {
  expect(fillMuxsTemplate('wss://h:1/gw/{eui}/{EUI}/{id6}', ROUTER)).toMatchObject({
    value: { path: '/gw/b827ebfffea67a72/B827EBFFFEA67A72/b827:ebff:fea6:7a72' },
  })
  expect(fillMuxsTemplate('wss://h:1/{mac}', ROUTER)).toMatchObject({
    ok: false,
    error: expect.stringContaining('{mac}'),
  })
  expect(fillMuxsTemplate(`wss://h:1/${'p'.repeat(105)}{eui}`, ROUTER).ok).toBe(false)
})

test('what we write, we read', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }), (number) => {
      const router = euiFromBigInt(number)
      const read = readRouterInfo(writeRouterInfo(router, { uri: 'ws://h:1/', muxs: router }))
      expect(read).toMatchObject({ value: { router, muxs: router } })
      expect(readRouterQuestion(routerQuestion(router))).toEqual({ ok: true, value: router })
    }),
  )
})
