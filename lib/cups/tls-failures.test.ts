import { expect, test } from 'vitest'
import { alertOf } from './tls-failures.ts'

test.each([
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'unknown ca'],
  ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'bad certificate'],
  ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', 'certificate expired'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'protocol version'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', undefined],
  ['ECONNRESET', undefined],
  [undefined, undefined],
])('%s is %s', (code, alert) => expect(alertOf(code === undefined ? {} : { code })).toBe(alert))
