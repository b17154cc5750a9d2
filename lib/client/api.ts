/** The public API by name. Every function is one route; identifiers go in as ID6, owners as the URL carries them. */
import type { ClaimLabels } from '#lib/domain/claiming/claim-labels.ts'
import type { Right } from '#lib/domain/rights.ts'
import type {
  ApiToken,
  Category,
  FirmwareActionBody,
  FirmwareImage,
  Gateway,
  GatewayPage,
  ImageNames,
  Inspection,
  ItemResult,
  MadeScript,
  Me,
  SetupBody,
  SignatureResult,
  SigningKey,
  Site,
  UpdateScriptBody,
} from './contracts.ts'
import type { LabelsBody } from './fleet-contracts.ts'
import { type Guarded, request } from './request.ts'

type Signal = { readonly signal?: AbortSignal }

export interface GatewayQuery {
  readonly q?: string
  readonly state?: string
  readonly tag?: string
  readonly site?: string
  readonly flavor?: string
  readonly model?: string
  readonly station?: string
  readonly package?: string
  readonly lns?: string
  readonly cups?: string
  readonly expires?: string
  readonly firmware?: number
  readonly update?: string
  readonly refused?: '1'
  readonly sort?: string
  readonly order?: string
  readonly cursor?: string
  readonly limit?: number
}

export interface InspectBody {
  readonly gateway?: string
  readonly category?: Category
  readonly uri?: string
  readonly trust?: string
  readonly crt?: string
  readonly key?: string
  readonly files?: readonly { readonly name: string; readonly content: string }[]
}

const imagePath = (crc: number) => `/api/v1/firmware/images/${crc}`
const gatewayPath = (gateway: string) => `/api/v1/gateways/${encodeURIComponent(gateway)}`

export const api = {
  me: ({ signal }: Signal = {}) => request<Me>('GET', '/api/v1/me', { signal }),
  site: ({ signal }: Signal = {}) => request<Site>('GET', '/api/v1/site', { signal }),
  changePassword: (body: { current: string; next: string }) =>
    request<unknown>('POST', '/api/v1/me/password', { body }),
  signOutEverywhere: () => request<unknown>('POST', '/api/v1/me/sign-out-everywhere', { body: {} }),
  firstOperator: (body: {
    token: string
    email: string
    password: string
    name: string
    ownerName: string
    ownerid: string
  }) => request<unknown>('POST', '/api/v1/first-operator', { body, anonymous: true }),

  tokens: (owner: string, { signal }: Signal = {}) =>
    request<{ tokens: readonly ApiToken[] }>('GET', '/api/v1/tokens', { query: { owner }, signal }),
  createToken: (body: {
    ownerid: string
    name: string
    rights: readonly Right[]
    own?: boolean
    expiresAt?: string
    certificate?: string
  }) => request<{ id: string; token: string | null }>('POST', '/api/v1/tokens', { body }),
  revokeToken: (owner: string, id: string) =>
    request<unknown>('DELETE', `/api/v1/tokens/${encodeURIComponent(id)}`, { query: { owner } }),

  gateways: (owner: string, query: GatewayQuery, { signal }: Signal = {}) =>
    request<GatewayPage>('GET', '/api/v1/gateways', { query: { owner, ...query }, signal }),
  gateway: (owner: string, gateway: string, { signal }: Signal = {}) =>
    request<Gateway>('GET', gatewayPath(gateway), { query: { owner }, signal }),
  /** Name, site, and all tags: what is left out stays. `before`: what was there when it was opened. */
  changeGateway: (owner: string, gateway: string, body: Omit<LabelsBody, 'gateway'> & Guarded) =>
    request<Gateway>('PATCH', gatewayPath(gateway), { body: { ownerid: owner, ...body } }),

  inspect: (owner: string, body: InspectBody, { signal }: Signal = {}) =>
    request<Inspection>('POST', '/api/v1/credentials/inspect', { body: { ownerid: owner, ...body }, signal }),

  claim: (owner: string, gateways: readonly ({ gateway: string; claim: string } & ClaimLabels)[]) =>
    request<ItemResult[]>('POST', '/api/v1/gateway/claim', { body: { ownerid: owner, gateways } }),
  /** Those of these gateways that are the owner's. */
  owned: (owner: string, gateways: readonly string[], { signal }: Signal = {}) =>
    request<{ gateways: readonly string[] }>('POST', '/api/v1/gateways/owned', {
      body: { ownerid: owner, gateways },
      signal,
    }),
  add: (owner: string, body: { gateway: string; flavorid: string; token: string }) =>
    request<ItemResult[]>('POST', '/api/v1/gateway/add', { body: { ownerid: owner, ...body } }),
  generateToken: (owner: string, body: { gateway: string; flavorid: string }) =>
    request<ItemResult[]>('POST', '/api/v1/gateway/token', { body: { ownerid: owner, ...body } }),
  setup: (owner: string, gateway: string, body: SetupBody) =>
    request<ItemResult[]>('POST', '/api/v1/gateway/setup', { body: { ownerid: owner, gateway, ...body } }),
  remove: (owner: string, gateway: string) =>
    request<ItemResult[]>('POST', '/api/v1/gateway/delete', { body: { ownerid: owner, gateway } }),

  images: (owner: string, { signal }: Signal = {}) =>
    request<{ images: readonly FirmwareImage[] }>('GET', '/api/v1/firmware/images', { query: { owner }, signal }),
  image: (owner: string, crc: number, { signal }: Signal = {}) =>
    request<FirmwareImage>('GET', imagePath(crc), { query: { owner }, signal }),
  changeImage: (owner: string, crc: number, names: Partial<ImageNames> & Guarded) =>
    request<FirmwareImage>('PATCH', imagePath(crc), { body: { ownerid: owner, ...names } }),
  deleteImage: (owner: string, crc: number) => request<unknown>('DELETE', imagePath(crc), { query: { owner } }),
  /** A link for the browser's own download. */
  imageContent: (owner: string, crc: number) => `${imagePath(crc)}/content?owner=${encodeURIComponent(owner)}`,
  signImage: (owner: string, crc: number, keycrc: number) =>
    request<SignatureResult>('POST', `${imagePath(crc)}/signatures`, { body: { ownerid: owner, keycrc } }),
  makeScript: (owner: string, body: UpdateScriptBody) =>
    request<MadeScript>('POST', '/api/v1/firmware/update-scripts', { body: { ownerid: owner, ...body } }),
  addSignature: (owner: string, body: { fwcrc: number; keycrc?: number; signature: string; force?: boolean }) =>
    request<SignatureResult>('POST', '/api/v1/signature/add', { body: { ownerid: owner, ...body } }),
  deleteSignature: (owner: string, sigcrc: number) =>
    request<{ error?: string }>('POST', '/api/v1/signature/delete', { body: { ownerid: owner, sigcrc } }),
  signingKeys: (owner: string, { signal }: Signal = {}) =>
    request<{ keys: readonly SigningKey[] }>('GET', '/api/v1/signing-keys', { query: { owner }, signal }),
  addSigningKey: (owner: string, body: { name: string; key: string } | { name: string; generate: true }) =>
    request<SigningKey>('POST', '/api/v1/signing-keys', { body: { ownerid: owner, ...body } }),
  /** `force`: also where gateways hold a key that exists only here. */
  deleteSigningKey: (owner: string, id: string, force = false) =>
    request<unknown>('DELETE', `/api/v1/signing-keys/${encodeURIComponent(id)}`, {
      query: { owner, ...(force ? { force: 'true' } : {}) },
    }),
  gatewayFirmware: (owner: string, gateway: string, body: FirmwareActionBody) =>
    request<unknown>('POST', `${gatewayPath(gateway)}/firmware`, { body: { ownerid: owner, ...body } }),
}
