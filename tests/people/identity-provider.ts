/** An OpenID Connect provider that follows the standard (discovery, PKCE, signed ID tokens), or breaks it on purpose. */
import { createHash, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

export interface ProviderPerson {
  readonly sub: string
  readonly email?: string
  readonly email_verified?: boolean | string
  readonly name?: string
}

/** How the next token is wrong. */
export type Flaw = 'none' | 'signature' | 'nonce' | 'audience' | 'issuer' | 'expired' | 'userinfo'

export async function startProvider() {
  const keys = await generateKeyPair('RS256', { extractable: true })
  const strangers = await generateKeyPair('RS256', { extractable: true })
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }
  const grants = new Map<string, { readonly challenge: string; readonly nonce: string; readonly redirect: string }>()
  const state = { person: { sub: 'nobody' } as ProviderPerson, flaw: 'none' as Flaw, tokens: 0 }
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', issuer)
    const json = (value: unknown, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    if (url.pathname === '/.well-known/openid-configuration')
      return json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        userinfo_endpoint: `${issuer}/userinfo`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        code_challenge_methods_supported: ['S256'],
      })
    if (url.pathname === '/authorize') return response.writeHead(302, { location: authorize(url.href).href }).end()
    if (url.pathname === '/jwks') return json({ keys: [jwk] })
    if (url.pathname === '/userinfo') return json(state.person)
    if (url.pathname !== '/token') return json({}, 404)
    let body = ''
    for await (const part of request) body += part
    const form = new URLSearchParams(body)
    const grant = grants.get(form.get('code') ?? '')
    grants.delete(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const secret =
      form.get('client_secret') ??
      Buffer.from((request.headers.authorization ?? '').replace('Basic ', ''), 'base64').toString()
    if (!grant || grant.challenge !== challenge || !secret.includes('s3cret'))
      return json({ error: 'invalid_grant' }, 400)
    state.tokens += 1
    const { flaw, person } = state
    const now = Math.floor(Date.now() / 1000)
    const shown: JWTPayload = flaw === 'userinfo' ? { sub: person.sub } : { ...person }
    const token = await new SignJWT({ ...shown, nonce: flaw === 'nonce' ? 'another' : grant.nonce })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuer(flaw === 'issuer' ? 'https://evil.example' : issuer)
      .setAudience(flaw === 'audience' ? 'another-client' : 'gatehouse')
      .setIssuedAt(now - (flaw === 'expired' ? 7200 : 0))
      .setExpirationTime(now + (flaw === 'expired' ? -3600 : 300))
      .sign(flaw === 'signature' ? strangers.privateKey : keys.privateKey)
    return json({ access_token: randomUUID(), token_type: 'Bearer', id_token: token })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  /** What the provider does with the browser that it was sent: back to the console with a code. */
  function authorize(address: string): URL {
    const { searchParams } = new URL(address)
    const code = randomUUID()
    const redirect = searchParams.get('redirect_uri') ?? ''
    const challenge = searchParams.get('code_challenge') ?? ''
    grants.set(code, { challenge, nonce: searchParams.get('nonce') ?? '', redirect })
    const back = new URL(redirect)
    back.searchParams.set('code', code)
    back.searchParams.set('state', searchParams.get('state') ?? '')
    return back
  }
  return {
    issuer,
    state,
    authorize,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
