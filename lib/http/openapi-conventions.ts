/** What holds for every call of the API: in the document and on its page. */

export const API_CONVENTIONS: readonly string[] = [
  'Requests and answers are JSON in UTF-8. A body may have 1 MiB, those of the Owner API 64 MiB.',
  'A program sends an API token: `Authorization: Bearer ght_…`. A token belongs to one owner and has its rights. On `API_PORT` a client certificate that was registered as a token does the same. The console uses the session of a person for the same calls.',
  'Owners and gateways are accepted as ID6, EUI-64 or MAC, with `-`, `:` or no separator; answers print ID6, such as `b827:ebff:fea6:7a72`.',
  'Calls under `/api/v1/gateway/` exist under `/api/v1/router/` too, with `router` and `routers` in place of `gateway` and `gateways`, and signed CRCs in answers.',
  'Times are ISO 8601 with a zone. Integers above 2^53 keep all their digits.',
  'A request that fails as a whole is answered with problem details (RFC 9457): `type` ends in the code, such as `/docs/api#invalid`, and `errors` points into the body. A bulk request answers 200 with one entry per gateway, in request order, and an `error` in those that failed.',
  'A list that takes a `cursor` is read page by page: send the `next` of an answer as `cursor`, with the rest of the query as it was, until it is null.',
  'Sent twice, `claim`, `setup` and every GET, PUT, PATCH and DELETE leave what one leaves. A POST that makes something makes a second one. Where a `revision`, a `version` or what was seen `before` goes along, an older one than what is stored is refused with 409, or with `code: "stale"` in its entry.',
  'Each token, certificate and person may send 100 requests a second and 300 at once to each process, where a call does not say otherwise. 429 and 503 carry `Retry-After` in seconds. Every answer carries `X-Request-Id`; a fault of the server stands in its log under that id.',
]

/** What the groups are about. */
export const API_TAGS: Readonly<Record<string, string>> = {
  'Owner API': 'Gateways, firmware and signatures of an owner, one or ten thousand at a time.',
  Gateways: 'Search, names and tags, one gateway explained, setups looked at and taken back.',
  Networks: 'Network servers: what each needs, checked live; discovery at /router-info.',
  Firmware: 'Images, signatures, signing keys, and what a gateway is provided with.',
  Connections: 'Application servers that reports are delivered to, and the deliveries.',
  Domains: 'Parts of an owner that members can be restricted to.',
  'Join servers': 'The interoperability configuration of The Things Stack.',
  Rollouts: 'Changes in waves, which stop by themselves and can be taken back.',
  Simulation: 'Gateways that Gatehouse plays itself.',
  'Client certificates': 'CAs for gateways, what they issued, and what is revoked.',
  Trust: 'Every certificate of the fleet with its end, and changes of the root behind a server.',
  Batches: 'For makers: root keys, labels, kits, claim codes. For operators of the installation.',
  'Claim attempts': 'Wrong claim PINs and episodes of guessing. For operators of the installation.',
  'Unknown gateways': 'Routers that were refused. For operators of the installation.',
  Operators: 'Owners, flavors and limits of bootstrap tokens. For operators of the installation.',
  Transfers: 'Gateways that change hands.',
  Site: 'Where gateways reach this server.',
  'API tokens': 'Tokens and client certificates of programs.',
  Audit: 'Who changed what, sealed by a hash chain.',
  People: 'Everybody who can sign in. For operators of the installation.',
  Members: 'Who may do what in an owner, and invitations.',
  Account: 'Your own sign-in, sessions and second factor.',
  Events: 'What happened to gateways, and who is told of it by webhook and e-mail.',
  'LRC-AS tunnel': 'Downlinks of application servers in ThingPark’s form. Failures are written in its form too.',
  Search: 'One text in everything that an owner has.',
  Installation: 'Health, and this description.',
}
