import { describe, expect, test } from 'vitest'
import type { Eui } from '../identifiers.ts'
import { explainAnswer, type HttpAnswer } from './explain-answer.ts'
import { homeNsRequest } from './home-ns-request.ts'

const paths = { join: 'join', rejoin: '', appSKey: '', homeNs: '' }
const server = {
  scheme: '',
  fqdn: 'js.example',
  port: null,
  protocol: 'BI1.1' as const,
  paths,
  senderNsId: '1122334455667788' as Eui,
}
const random = Uint8Array.of(0xff, 0, 0, 1, 2, 3, 4, 5, 6)
const asked = { netId: '000013', joinEui: '70b3d57ed0000000' as Eui, random }
const request = homeNsRequest(server, asked)
const answer = (more: Partial<HttpAnswer>): HttpAnswer => ({
  status: 200,
  contentType: 'application/json',
  location: null,
  body: '',
  ...more,
})
const result = (ResultCode: string, more: object = {}) =>
  answer({
    body: JSON.stringify({
      ProtocolVersion: '1.1',
      MessageType: 'HomeNSAns',
      TransactionID: request.transactionId,
      Result: { ResultCode },
      ...more,
    }),
  })
const verdict = (given: HttpAnswer) => {
  const { verdict, code } = explainAnswer(given, request)
  return `${verdict} ${code}`
}

describe('the request', () => {
  test('is framed for BI 1.1, with an unsigned transaction and a DevEUI that nobody has', () => {
    expect(request).toEqual({
      url: 'https://js.example:443/join',
      path: 'join',
      transactionId: 0xff000001,
      body: {
        ProtocolVersion: '1.1',
        TransactionID: 0xff000001,
        MessageType: 'HomeNSReq',
        SenderID: '000013',
        ReceiverID: '70B3D57ED0000000',
        SenderNSID: '1122334455667788',
        DevEUI: '0247480203040506',
      },
    })
  })

  test('for BI 1.0 names no NSID, and goes to the path of HomeNSReq where there is one', () => {
    const other = homeNsRequest(
      { ...server, protocol: 'BI1.0' as const, senderNsId: null, paths: { ...paths, homeNs: 'h' } },
      asked,
    )
    expect(other.url).toBe('https://js.example:443/h')
    expect(other.body).not.toHaveProperty('SenderNSID')
    expect(other.body.ProtocolVersion).toBe('1.0')
  })
})

test.each([
  ['UnknownDevEUI', 'good unknown-dev-eui'],
  ['Success', 'good success'],
  ['NoRoamingAgreement', 'good no-roaming-agreement'],
  ['UnknownSender', 'failed unknown-sender'],
  ['UnknownReceiver', 'failed unknown-receiver'],
  ['UnkownReceiver', 'failed unkown-receiver'],
  ['InvalidProtocolVersion', 'failed invalid-protocol-version'],
  ['MalformedRequest', 'warning malformed-request'],
  ['Other', 'warning other'],
  ['constructor', 'warning unknown-result'],
])('the result %s', (code, wanted) => {
  expect(verdict(result(code))).toBe(wanted)
})

test.each<[string, Partial<HttpAnswer>, string]>([
  ['a web page', { contentType: 'text/html', body: '<!doctype html>' }, 'failed html'],
  ['a web page that says it is JSON', { body: '\n<html>' }, 'failed html'],
  ['nothing', {}, 'warning async'],
  ['other JSON', { body: '{"status":"ok"}' }, 'failed no-answer'],
  ['no JSON', { body: 'OK' }, 'failed no-answer'],
  ['a list', { body: '[]' }, 'failed no-answer'],
  ['no result', { body: '{"MessageType":"HomeNSAns"}' }, 'failed no-result'],
  ['the result as text', { body: '{"MessageType":"HomeNSAns","Result":"UnknownDevEUI"}' }, 'good unknown-dev-eui'],
  ['the result beside the header', { body: '{"ResultCode":"Other","Description":"x"}' }, 'warning other'],
  ['a redirect', { status: 302, location: 'https://other.example/' }, 'failed redirect'],
  ['401', { status: 401 }, 'failed http-401'],
  ['403', { status: 403 }, 'failed http-403'],
  ['404', { status: 404, contentType: 'text/html', body: '<html>' }, 'failed http-404'],
  [
    '400 with a message',
    { status: 400, body: '{"ResultCode":"Other","Description":"invalid MessageType"}' },
    'warning http-400',
  ],
  ['400 without', { status: 400 }, 'failed http-400'],
  ['500', { status: 500 }, 'failed http-500'],
])('%s', (_name, given, wanted) => {
  expect(verdict(answer(given))).toBe(wanted)
})

test('an answer to somebody else’s question is noticed', () => {
  expect(verdict(result('UnknownDevEUI', { TransactionID: 1 }))).toBe('warning transaction')
  expect(verdict(result('UnknownDevEUI', { MessageType: 'JoinAns' }))).toBe('warning message-type')
})

test('what the server says is repeated, cut', () => {
  const { message } = explainAnswer(
    result('UnknownSender', { Result: { ResultCode: 'UnknownSender', Description: 'x'.repeat(900) } }),
    request,
  )
  expect(message).toMatch(/x{200}”$/)
})
