import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { findSecretMistake, isSigningSecret } from './signing-secret.ts'

const signs = (token: string) => new Webhook(token).sign('id', new Date(0), 'body')

test.each(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_AAAAAA==', 'whsec_AAAAAAA='])('%s signs', (token) => {
  expect(isSigningSecret(token)).toBe(true)
  expect(findSecretMistake(token)).toBeUndefined()
  expect(signs(token)).toMatch(/^v1,/)
})

test.each(['whsec_', 'whsec_!!!', 'whsec_abc', 'whsec_AAAA A', 'whsec_AA=='])('%s cannot sign', (token) => {
  expect(findSecretMistake(token)).toMatch(/Base64/)
})

test('any other token is only sent', () => {
  expect([isSigningSecret('NNSXS.X'), findSecretMistake('NNSXS.X')]).toEqual([false, undefined])
})
