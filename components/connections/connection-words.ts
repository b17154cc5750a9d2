/** The words of the form and the list, in the field's own spelling. */
import { t } from '@lingui/core/macro'
import type { ContentType, DownlinkKind, QueueMode, Source } from '#lib/domain/connections/connection-fields.ts'

export const CONTENT_TYPE_WORDS: Readonly<Record<ContentType, string>> = {
  xml: 'XML',
  json: 'JSON',
  'json-untyped': t`JSON untyped`,
}

export const SOURCE_WORDS: Readonly<Record<Source, string>> = {
  thingpark: 'ThingPark',
  'things-stack': t`The Things Stack`,
  chirpstack: 'ChirpStack',
}

export const DOWNLINK_WORDS: Readonly<Record<DownlinkKind, string>> = {
  none: t`None`,
  'things-stack': t`The Things Stack`,
  chirpstack: 'ChirpStack',
  https: t`An HTTPS address of yours`,
}

export const QUEUE_WORDS: Readonly<Record<QueueMode, string>> = {
  durable: t`Kept until delivered`,
  'as-thingpark': t`As ThingPark does: one attempt`,
}
