/** What every use case is given: the database, the key provider, the installation's settings and the clock. */
import type { Database } from '#lib/db/client.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { KeyProvider } from '#lib/hsm/key-provider.ts'
import type { OutboundPolicy } from '#lib/outbound/vet-address.ts'

export interface Site {
  /** `host:port` of the gateway plane, lower case, as gateways write it in cupsUri (rules.md 10). The first is shown to owners. */
  readonly gatewayHosts: readonly string[]
  /** Base URL of the console, for links. */
  readonly consoleUrl: string
  /** The operator's own certificate chain and key for the gateway listener (PEM); null: our own CA issues them. */
  readonly tls: { readonly cert: string; readonly key: string } | null
  /** Use that certificate even where gateways would be lost by it (rules.md 23). */
  readonly tlsForce?: boolean
  /** Which addresses typed by users may be reached (lib/outbound/request.ts); without it, the public ones. */
  readonly outbound?: OutboundPolicy
  /** How e-mail is sent; without it, none is. */
  readonly mail?: MailSettings
  /** The identity provider that people may sign in through (OpenID Connect); without it, passwords alone. */
  readonly sso?: SsoSettings
}

export interface MailSettings {
  /** `smtps://login:password@smtp.example.com`; never logged. */
  readonly smtpUrl: string
  /** `Gatehouse <gatehouse@example.com>` */
  readonly from: string
}

export interface SsoSettings {
  /** `https://id.example.com`; its discovery document says the rest. */
  readonly issuer: string
  readonly clientId: string
  /** Never logged. */
  readonly clientSecret: string
  /** On the button: “Sign in with …”. */
  readonly name: string
  /** People with a verified address of these domains get an account without an invitation; lower case. */
  readonly domains: readonly string[]
}

export interface Context extends Database {
  readonly keys: KeyProvider
  readonly site: Site
  now(): Date
}

/** Who acts, for rights and for the audit trail. */
export interface Actor {
  /** `user:<uuid>`, `token:<uuid>`, `cli`, `system`. */
  readonly id: string
  /** Remote address, where there is one. */
  readonly address: string | null
}

/** An actor inside one owner: every statement on owned data carries `ownerId`. */
export interface OwnerActor extends Actor {
  readonly ownerId: Eui
}
