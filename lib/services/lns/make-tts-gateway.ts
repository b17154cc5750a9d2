/**
 * Makes a gateway on The Things Stack and a key with the one right that it needs, with a key that may do this. That key is used
 * for these requests and stored nowhere; the new one is in the answer and nowhere else.
 */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { findOwnedGateway } from '#lib/db/gateways.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { type Eui, formatEui64 } from '#lib/domain/identifiers.ts'
import { readApiKey } from '#lib/domain/lns/api-key.ts'
import { gatewayIdOn } from '#lib/domain/lns/key-place.ts'
import { networkOf, networkUri } from '#lib/domain/lns/networks.ts'
import { parseTrustText } from '#lib/domain/lns/trust-text.ts'
import {
  type Collaborator,
  checkFrequencyPlan,
  checkTtsId,
  createGatewayBody,
  createGatewayPath,
  createKeyBody,
  createKeyPath,
  gatewayPath,
  identityHost,
  readCreatedGateway,
  readCreatedKey,
  readGatewayEui,
  type TtsAnswer,
} from '#lib/domain/lns/tts-api.ts'
import type { Result } from '#lib/domain/result.ts'
import type { Context, OwnerActor } from '../context.ts'
import { NOT_YOURS } from '../sentences.ts'
import { callTts } from './call-tts.ts'

export interface MakeGatewayInput {
  readonly gateway: Eui
  readonly address: string
  /** `host[:port]` of the API where it is not that of the address. */
  readonly apiAddress?: string | undefined
  /** May create gateways and their keys. */
  readonly apiKey: string
  readonly collaborator: Collaborator
  /** On The Things Stack; `eui-…` unless told. */
  readonly gatewayId?: string | undefined
  readonly name?: string | undefined
  readonly frequencyPlan: string
  /** A CA of the deployment's own: Base64 or PEM. */
  readonly trust?: string | undefined
}

export interface MadeGateway {
  readonly gatewayId: string
  /** False: it was there already, with this EUI. */
  readonly created: boolean
  /** Shown this once. */
  readonly key: string
  readonly keyId: string
  readonly uri: string
}

/** Throws `invalid` with the sentence of what The Things Stack said, `not_found` for a gateway that is not the owner's. */
export async function makeTtsGateway(
  context: Context,
  actor: OwnerActor,
  input: MakeGatewayInput,
): Promise<MadeGateway> {
  const { gateway: eui } = input
  if (!(await findOwnedGateway(context.sql, actor.ownerId, eui))) throw new AppError('not_found', NOT_YOURS)
  const target = need('address', networkUri(networkOf('the-things-stack'), 'lns', input.address))
  const { key } = need('apiKey', readApiKey(input.apiKey))
  const gatewayId = need('gatewayId', checkTtsId(input.gatewayId ?? gatewayIdOn(eui), 'gateway ID'))
  const { kind } = input.collaborator
  const id = need('collaborator', checkTtsId(input.collaborator.id, `${kind} ID`))
  const frequencyPlan = need('frequencyPlan', checkFrequencyPlan(input.frequencyPlan))
  const trust = input.trust ? need('trust', parseTrustText(input.trust)) : null
  const api = input.apiAddress ?? identityHost(target.host)
  const call = async (path: string, body?: string): Promise<TtsAnswer> =>
    need(
      'address',
      await callTts(context, {
        api,
        path,
        authorization: `Bearer ${key}`,
        trust,
        ...(body === undefined ? {} : { body }),
      }),
    )

  const name = input.name || formatEui64(eui)
  const made = await call(
    createGatewayPath({ kind, id }),
    createGatewayBody({ eui, gatewayId, name, frequencyPlan, serverAddress: target.host }),
  )
  const created = need('gatewayId', readCreatedGateway(made)) === 'created'
  if (created) await tell(context, actor, eui, { step: 'gateway', gatewayId, address: api })
  else {
    const there = need('gatewayId', readGatewayEui(await call(gatewayPath(gatewayId))))
    if (there !== eui)
      throw invalid(
        'gatewayId',
        `The gateway ${gatewayId} there has ${there ? `the EUI ${there.toUpperCase()}` : 'no EUI'}, not ${formatEui64(eui)}. Choose another id.`,
      )
  }
  const { id: keyId, key: linkKey } = need(
    'apiKey',
    readCreatedKey(await call(createKeyPath(gatewayId), createKeyBody('Gatehouse LNS'))),
  )
  await tell(context, actor, eui, { step: 'key', gatewayId, address: api, keyId })
  return { gatewayId, created, key: linkKey, keyId, uri: target.uri }
}

const tell = (context: Context, actor: OwnerActor, eui: Eui, detail: Record<string, unknown>): Promise<void> =>
  insertAuditEntries(context.sql, [
    { ownerId: actor.ownerId, actor: actor.id, action: 'lns.make-gateway', eui, address: actor.address, detail },
  ])

function need<T>(field: string, result: Result<T>): T {
  if (result.ok) return result.value
  throw invalid(field, result.error)
}

const invalid = (field: string, detail: string): AppError =>
  new AppError('invalid', detail, { errors: [{ pointer: `/${field}`, detail, code: 'invalid' }] })
