/** The settings of an installation, from the environment (README, “Configuration”). */
import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { parseAllowList } from '#lib/domain/address-rules.ts'
import { PROXY_HEADERS, type ProxyHeader } from '#lib/domain/client-certificates/proxy-header.ts'

export type Role = 'console' | 'gateway' | 'worker' | 'all'

export interface Config {
  readonly host: string
  readonly port: number
  readonly gatewayPort: number
  /** The API over TLS for programs with client certificates; undefined: no such listener. */
  readonly apiPort: number | undefined
  /** Health and metrics of this machine (lib/server/status-server.ts); undefined: not served. */
  readonly status: { readonly port: number; readonly host: string } | undefined
  /** Absolute. */
  readonly dataDir: string
  /** Undefined: the embedded PostgreSQL under `dataDir`. */
  readonly databaseUrl: string | undefined
  /** Connections of each of the two pools that a process has. */
  readonly databasePool: number
  /** Paths of PEM files; undefined: the certificate of the local CA. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined
  /** Use them even where gateways hold another CA for this server (rules.md 23). */
  readonly tlsForce: boolean
  /** `host:port`, lower case, the one for links first. */
  readonly gatewayHosts: readonly string[]
  readonly role: Role
  /** Processes of the gateway plane. */
  readonly workers: number
  readonly consoleTls: boolean
  /** Without a slash at the end. */
  readonly consoleUrl: string
  /** A proxy in front of the console tells the real address and scheme (X-Forwarded-For, X-Forwarded-Proto). */
  readonly trustProxy: boolean
  /** The header in which a proxy passes client certificates to the console's port, and whose addresses are believed. */
  readonly clientCertificates: { readonly header: ProxyHeader; readonly proxies: string } | undefined
  readonly wrappingKey: string | undefined
  /** The token of a PKCS#11 module that batch roots and the wrapping key live in; undefined: none. */
  readonly hsm: HsmSettings | undefined
  /** Networks that requests to users' addresses may reach beside the public ones: CIDR, separated by commas. */
  readonly outboundAllow: string
  /** Undefined: e-mail is not sent. */
  readonly mail: { readonly smtpUrl: string; readonly from: string } | undefined
  /** The identity provider that people may sign in through; undefined: passwords alone. */
  readonly sso: SsoSettings | undefined
  /** Makes the first operator of an empty database. */
  readonly firstOperator: { readonly email: string; readonly password: string } | undefined
}

export interface SsoSettings {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly name: string
  /** Lower case. */
  readonly domains: readonly string[]
}

export interface HsmSettings {
  readonly module: string
  readonly label: string | undefined
  readonly slot: number | undefined
  readonly pin: string
}

/** Says what is wrong with the settings: one sentence for each, on lines of their own. */
export class ConfigError extends Error {}

export type Environment = Readonly<Record<string, string | undefined>>

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']
const ROLES: readonly Role[] = ['console', 'gateway', 'worker', 'all']
const HOST_AND_PORT = /^(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)(?::(\d{1,5}))?$/

/**
 * Reads the settings. `root` is the folder of this clone, to which relative paths refer.
 * @throws ConfigError naming every bad value at once.
 */
export function readConfig(env: Environment, root: string): Config {
  const faults: string[] = []
  const text = (name: string) => env[name]?.trim() || undefined

  const port = readPort('PORT', text('PORT'), 3000, faults)
  const gatewayPort = readPort('GATEWAY_PORT', text('GATEWAY_PORT'), 9191, faults)
  if (port === gatewayPort && port !== 0) {
    faults.push(`PORT and GATEWAY_PORT are both ${port}: give the console and the gateways a port each.`)
  }
  const apiPort = text('API_PORT') === undefined ? undefined : readPort('API_PORT', text('API_PORT'), 0, faults)
  if (apiPort && (apiPort === port || apiPort === gatewayPort)) {
    faults.push(`API_PORT is ${apiPort}, which another listener has: give it a port of its own.`)
  }
  const statusPort =
    text('STATUS_PORT') === undefined ? undefined : readPort('STATUS_PORT', text('STATUS_PORT'), 0, faults)
  if (statusPort && [port, gatewayPort, apiPort].includes(statusPort)) {
    faults.push(`STATUS_PORT is ${statusPort}, which another listener has: give it a port of its own.`)
  }
  const role = oneOf('ROLE', text('ROLE'), ROLES, 'all', faults)
  oneOf('LOG_LEVEL', text('LOG_LEVEL'), LOG_LEVELS, 'info', faults)
  oneOf('LOG_FORMAT', text('LOG_FORMAT'), ['text', 'json'], 'text', faults)
  const tls = readTls(text('TLS_CERT'), text('TLS_KEY'), root, faults)
  const consoleTls = readSwitch('CONSOLE_TLS', text('CONSOLE_TLS'), faults)
  return finish(faults, {
    host: text('HOST') ?? '127.0.0.1',
    port,
    gatewayPort,
    apiPort,
    status: statusPort === undefined ? undefined : { port: statusPort, host: text('STATUS_HOST') ?? '127.0.0.1' },
    dataDir: resolve(root, text('DATA_DIR') ?? '.gatehouse'),
    databaseUrl: readDatabaseUrl(text('DATABASE_URL'), faults),
    databasePool: readCount('DATABASE_POOL', text('DATABASE_POOL'), 10, 1000, 'connections per pool', faults),
    tls,
    tlsForce: readSwitch('TLS_FORCE', text('TLS_FORCE'), faults),
    gatewayHosts: readHosts(text('GATEWAY_HOSTS'), gatewayPort, faults),
    role,
    workers: readCount('WORKERS', text('WORKERS'), 1, 64, 'gateway processes', faults),
    consoleTls,
    consoleUrl: readConsoleUrl(text('CONSOLE_URL'), faults) ?? `${consoleTls ? 'https' : 'http'}://localhost:${port}`,
    trustProxy: readSwitch('TRUST_PROXY', text('TRUST_PROXY'), faults),
    clientCertificates: readClientCertificates(text('CLIENT_CERT_HEADER'), text('CLIENT_CERT_PROXIES'), faults),
    wrappingKey: text('GATEHOUSE_WRAPPING_KEY'),
    hsm: readHsm(text, faults),
    outboundAllow: readNetworks('OUTBOUND_ALLOW', text('OUTBOUND_ALLOW'), faults),
    mail: readMail(text('SMTP_URL'), text('MAIL_FROM'), faults),
    sso: readSso(text, faults),
    firstOperator: readOperator(text('GATEHOUSE_ADMIN_EMAIL'), env.GATEHOUSE_ADMIN_PASSWORD, faults),
  })
}

function finish(faults: readonly string[], config: Config): Config {
  if (faults.length > 0) throw new ConfigError(faults.join('\n'))
  return config
}

/** 0 asks the system for any free port. */
function readPort(name: string, value: string | undefined, fallback: number, faults: string[]): number {
  if (value === undefined) return fallback
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value)
  faults.push(`${name} is “${value}”: give a port number from 1 to 65535.`)
  return fallback
}

function oneOf<T extends string>(
  name: string,
  value: string | undefined,
  allowed: readonly T[],
  fallback: T,
  faults: string[],
): T {
  if (value === undefined) return fallback
  const found = allowed.find((word) => word === value)
  if (!found) faults.push(`${name} is “${value}”: give one of ${allowed.join(', ')}.`)
  return found ?? fallback
}

function readSwitch(name: string, value: string | undefined, faults: string[]): boolean {
  if (value === undefined || value === '0' || value === 'false') return false
  if (value !== '1' && value !== 'true') faults.push(`${name} is “${value}”: give 1 or 0.`)
  return true
}

function readCount(
  name: string,
  value: string | undefined,
  fallback: number,
  most: number,
  what: string,
  faults: string[],
): number {
  if (value === undefined) return fallback
  if (/^\d{1,4}$/.test(value) && Number(value) >= 1 && Number(value) <= most) return Number(value)
  faults.push(`${name} is “${value}”: give the number of ${what}, from 1 to ${most}.`)
  return fallback
}

function readTls(
  cert: string | undefined,
  key: string | undefined,
  root: string,
  faults: string[],
): Config['tls'] | undefined {
  if (!cert && !key) return undefined
  if (!cert || !key) {
    faults.push(`${cert ? 'TLS_KEY' : 'TLS_CERT'} is missing: TLS_CERT and TLS_KEY go together.`)
    return undefined
  }
  const tls = { certFile: resolve(root, cert), keyFile: resolve(root, key) }
  for (const [name, file] of [
    ['TLS_CERT', tls.certFile],
    ['TLS_KEY', tls.keyFile],
  ]) {
    if (file && !existsSync(file))
      faults.push(`${name} names ${file}, which does not exist: give the path of a PEM file.`)
  }
  return tls
}

function readDatabaseUrl(value: string | undefined, faults: string[]): string | undefined {
  if (value && !/^postgres(ql)?:\/\/./.test(value)) {
    // The value may hold a password: it is not repeated.
    faults.push('DATABASE_URL is not the address of a PostgreSQL: give postgres://user:password@host:5432/database.')
  }
  return value
}

function readHosts(value: string | undefined, gatewayPort: number, faults: string[]): readonly string[] {
  const named = value?.split(',').map((part) => part.trim().toLowerCase())
  const parts = (named ?? ['localhost', hostname().toLowerCase()]).filter(Boolean)
  const hosts = parts.flatMap((part) => {
    const [, host, port] = HOST_AND_PORT.exec(part) ?? []
    if (host && Number(port ?? 1) >= 1 && Number(port ?? 1) <= 65_535) return [`${host}:${port ?? gatewayPort}`]
    if (named) faults.push(`GATEWAY_HOSTS names “${part}”: give host:port as gateways reach them, separated by commas.`)
    return []
  })
  return [...new Set(hosts)]
}

function readNetworks(name: string, value: string | undefined, faults: string[]): string {
  const list = parseAllowList(value ?? '')
  if (!list.ok) faults.push(`${name}: ${list.error}`)
  return value ?? ''
}

function readConsoleUrl(value: string | undefined, faults: string[]): string | undefined {
  if (!value) return undefined
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value.replace(/\/+$/, '')
  faults.push(
    `CONSOLE_URL is “${value}”: give the address of the console as browsers see it, such as https://join.example.com.`,
  )
  return undefined
}

/** The URL may hold a password: it is not repeated. */
function readMail(smtpUrl: string | undefined, from: string | undefined, faults: string[]): Config['mail'] {
  if (!smtpUrl && !from) return undefined
  if (!smtpUrl || !from) {
    faults.push(`${smtpUrl ? 'MAIL_FROM' : 'SMTP_URL'} is missing: SMTP_URL and MAIL_FROM go together.`)
    return undefined
  }
  if (!URL.canParse(smtpUrl) || !/^smtps?:$/.test(new URL(smtpUrl).protocol)) {
    faults.push('SMTP_URL is not the address of an SMTP server: give smtps://login:password@smtp.example.com.')
  }
  if (!/[^\s@<]@[^\s@>]+>?$/.test(from)) {
    faults.push(`MAIL_FROM is “${from}”: give an address such as Gatehouse <gatehouse@example.com>.`)
  }
  return { smtpUrl, from }
}

/** OpenID Connect: OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together. */
function readSso(text: (name: string) => string | undefined, faults: string[]): Config['sso'] {
  const [issuer, clientId, clientSecret] = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'].map(text)
  if (!issuer && !clientId && !clientSecret) return undefined
  if (!issuer || !clientId || !clientSecret) {
    faults.push('OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together: give all three, or none.')
    return undefined
  }
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined
  const local = url?.protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname)
  if (!url || (url.protocol !== 'https:' && !local)) {
    faults.push(`OIDC_ISSUER is “${issuer}”: give the https address of the provider, such as https://id.example.com.`)
  }
  const domains = (text('OIDC_DOMAINS') ?? '').split(',').map((part) => part.trim().toLowerCase().replace(/^@/, ''))
  const named = domains.filter(Boolean)
  const wrong = named.find((domain) => !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain))
  if (wrong) faults.push(`OIDC_DOMAINS names “${wrong}”: give domains such as example.com, separated by commas.`)
  return { issuer, clientId, clientSecret, name: text('OIDC_NAME') ?? url?.hostname ?? issuer, domains: named }
}

function readOperator(
  email: string | undefined,
  password: string | undefined,
  faults: string[],
): Config['firstOperator'] {
  if (!email && !password) return undefined
  if (email && password) return { email, password }
  faults.push(
    `${email ? 'GATEHOUSE_ADMIN_PASSWORD' : 'GATEHOUSE_ADMIN_EMAIL'} is missing: give both to create the first operator, or neither.`,
  )
  return undefined
}

function readHsm(text: (name: string) => string | undefined, faults: string[]): HsmSettings | undefined {
  const module = text('HSM_MODULE')
  const [label, slot, pin] = [text('HSM_TOKEN_LABEL'), text('HSM_SLOT'), text('HSM_PIN')]
  if (!module) {
    if (label || slot || pin) faults.push('HSM_MODULE is missing: give the path of the PKCS#11 module (a .so file).')
    return undefined
  }
  if (!existsSync(module))
    faults.push(`HSM_MODULE names ${module}, which does not exist: give the path of a PKCS#11 module.`)
  if (!pin) faults.push('HSM_PIN is missing: give the user PIN of the token.')
  if (label && slot) faults.push('HSM_TOKEN_LABEL and HSM_SLOT are both set: give one of them.')
  if (!label && !slot)
    faults.push('HSM_TOKEN_LABEL is missing: give the label of the token, or its slot with HSM_SLOT.')
  if (slot && !/^\d{1,6}$/.test(slot)) faults.push(`HSM_SLOT is “${slot}”: give the index of the slot, from 0.`)
  return { module, label, slot: slot ? Number(slot) : undefined, pin: pin ?? '' }
}

function readClientCertificates(
  header: string | undefined,
  proxies: string | undefined,
  faults: string[],
): Config['clientCertificates'] {
  if (!header && !proxies) return undefined
  const known = PROXY_HEADERS.find((one) => one === header)
  if (!known) {
    faults.push(
      header
        ? `CLIENT_CERT_HEADER is “${header}”: give one of ${PROXY_HEADERS.join(', ')}.`
        : 'CLIENT_CERT_HEADER is missing: it goes with CLIENT_CERT_PROXIES.',
    )
  }
  if (!proxies)
    faults.push('CLIENT_CERT_PROXIES is missing: give the addresses of the proxies that are believed, in CIDR.')
  const networks = readNetworks('CLIENT_CERT_PROXIES', proxies, faults)
  return known && networks ? { header: known, proxies: networks } : undefined
}
