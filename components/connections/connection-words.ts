/** The words of the form and the list, in the field's own spelling. */
import type { ContentType, DownlinkKind, QueueMode, Source } from '#lib/domain/connections/connection-fields.ts'

export const CONTENT_TYPE_WORDS: Readonly<Record<ContentType, string>> = {
  xml: 'XML',
  json: 'JSON',
  'json-untyped': 'JSON untyped',
}

export const SOURCE_WORDS: Readonly<Record<Source, string>> = {
  thingpark: 'ThingPark',
  'things-stack': 'The Things Stack',
  chirpstack: 'ChirpStack',
}

export const DOWNLINK_WORDS: Readonly<Record<DownlinkKind, string>> = {
  none: 'None',
  'things-stack': 'The Things Stack',
  chirpstack: 'ChirpStack',
  https: 'An HTTPS address of yours',
}

export const QUEUE_WORDS: Readonly<Record<QueueMode, string>> = {
  durable: 'Kept until delivered',
  'as-thingpark': 'As ThingPark does: one attempt',
}
