/** Why no answer came at all, in plain words, with the remedy. */

export type CheckStep = 'dns' | 'connect' | 'tls' | 'http' | 'answer'

export interface Failure {
  /** As lib/outbound tells it. */
  readonly reason: string
  readonly code: string
  /** A sentence for people, used where nothing better is known. */
  readonly detail: string
}

export interface FailureContext {
  readonly fqdn: string
  /** Whether a client certificate was shown. */
  readonly clientCertificate: boolean
  /** Whether a root-ca is configured, and when all of it had expired. */
  readonly rootCa: 'none' | 'good' | 'expired'
}

export interface ExplainedFailure {
  readonly step: CheckStep
  readonly code: string
  readonly message: string
}

const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_UNTRUSTED',
  'INVALID_CA',
])

export function explainFailure({ reason, code, detail }: Failure, context: FailureContext): ExplainedFailure {
  const step = stepOf(reason, code)
  if (step === 'tls') return { step, ...explainTls(code, detail, context) }
  if (reason === 'connect' && code === 'ECONNREFUSED')
    return {
      step,
      code: 'refused',
      message: 'Nothing listens at this port. Check fqdn and port with the operator of the join server.',
    }
  if (reason === 'timeout' && step === 'connect')
    return {
      step,
      code: 'timeout',
      message:
        'The server does not accept the connection in time. A firewall may be in the way: join servers often admit known addresses only.',
    }
  if (reason === 'timeout')
    return {
      step,
      code: 'timeout',
      message:
        'The server took the request and did not answer in time. A join would fail as well: devices wait five seconds.',
    }
  if (reason === 'reset' && context.clientCertificate)
    return {
      step,
      code: 'reset',
      message:
        'The server closed the connection before it answered. Servers do so when they refuse the client certificate: ask the operator of the join server which CA must have issued it.',
    }
  return { step, code: code.toLowerCase(), message: detail }
}

function stepOf(reason: string, code: string): CheckStep {
  if (reason === 'dns' || reason === 'refused-address') return 'dns'
  if (reason === 'tls') return 'tls'
  if (reason === 'connect') return 'connect'
  if (reason === 'timeout')
    return code === 'dns' ? 'dns' : code === 'connect' ? 'connect' : code === 'tls' ? 'tls' : 'http'
  return 'http'
}

function explainTls(
  code: string,
  detail: string,
  { fqdn, clientCertificate, rootCa }: FailureContext,
): { code: string; message: string } {
  // During the handshake Node's code is a bare EPROTO, and OpenSSL's own word stands in the text.
  const told = `${code} ${detail}`.toUpperCase().replace(/[ -]/g, '_')
  const has = (...words: string[]) => words.some((word) => told.includes(word))
  if (code === 'CERT_HAS_EXPIRED')
    return rootCa === 'expired'
      ? {
          code: 'expired-ca',
          message:
            'The CA certificate that is configured as root-ca has expired. Ask the operator of the join server for its successor.',
        }
      : { code: 'expired', message: 'The certificate of the server has expired. Tell the operator of the join server.' }
  if (code === 'CERT_NOT_YET_VALID')
    return {
      code: 'not-yet-valid',
      message: 'The certificate of the server is not valid yet. Tell the operator of the join server.',
    }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return {
      code: 'name-mismatch',
      message: `The certificate of the server is for other names than ${fqdn}. Check the fqdn, or tell the operator of the join server.`,
    }
  if (UNTRUSTED.has(code))
    return rootCa === 'none'
      ? {
          code: 'untrusted',
          message:
            'No public CA issued the certificate of the server. Set tls.root-ca to the CA certificate that the operator of the join server gives you.',
        }
      : {
          code: 'untrusted',
          message:
            'Neither a public CA nor the one of root-ca issued the certificate of the server. Ask the operator of the join server for the right CA certificate.',
        }
  if (has('WRONG_VERSION_NUMBER', 'HTTP_REQUEST', 'PACKET_LENGTH_TOO_LONG', 'RECORD_LAYER_FAILURE'))
    return { code: 'no-tls', message: 'This port does not speak TLS. Check the port.' }
  if (has('UNSUPPORTED_PROTOCOL', 'PROTOCOL_VERSION', 'VERSION_TOO_LOW', 'INAPPROPRIATE_FALLBACK'))
    return {
      code: 'old-tls',
      message:
        'The server speaks TLS 1.1 or older only, which The Things Stack refuses as well. The operator of the join server has to allow TLS 1.2.',
    }
  if (has('CERTIFICATE_REQUIRED') || (has('HANDSHAKE_FAILURE') && !clientCertificate))
    return clientCertificate
      ? {
          code: 'client-certificate',
          message:
            'The server asks for a client certificate and was not content with this one. Ask the operator of the join server whether it issued it.',
        }
      : {
          code: 'client-certificate-required',
          message: 'The server asks for a client certificate, and none is configured. Set tls.certificate and tls.key.',
        }
  if (
    has(
      'UNKNOWN_CA',
      'BAD_CERTIFICATE',
      'CERTIFICATE_UNKNOWN',
      'UNSUPPORTED_CERTIFICATE',
      'ACCESS_DENIED',
      'DECRYPT_ERROR',
      'HANDSHAKE_FAILURE',
    )
  )
    return clientCertificate
      ? {
          code: 'client-certificate',
          message:
            'The server refuses this client certificate. Ask the operator of the join server which CA must have issued it.',
        }
      : {
          code: 'client-certificate-required',
          message: 'The server refuses to talk without a client certificate. Set tls.certificate and tls.key.',
        }
  if (has('CERTIFICATE_EXPIRED'))
    return {
      code: 'client-expired',
      message: 'The server says that this client certificate has expired. Have it issued anew.',
    }
  if (has('CERTIFICATE_REVOKED'))
    return {
      code: 'client-revoked',
      message: 'The server says that this client certificate was revoked. Have it issued anew.',
    }
  if (has('UNRECOGNIZED_NAME'))
    return { code: 'unknown-name', message: `The server does not know the name ${fqdn}. Check the fqdn.` }
  if (has('NO_SHARED_CIPHER', 'NO_CIPHERS'))
    return {
      code: 'no-cipher',
      message: 'The server offers no cipher that is safe today. Tell the operator of the join server.',
    }
  return { code: code.toLowerCase(), message: detail }
}
