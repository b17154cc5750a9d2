/** The words of a connection that tables, contracts, forms and the engine share (tunnel.md §3). */

export const CONTENT_TYPES = ['xml', 'json', 'json-untyped'] as const
export type ContentType = (typeof CONTENT_TYPES)[number]

/** What the network side sends to `/reports`. */
export const SOURCES = ['thingpark', 'things-stack', 'chirpstack'] as const
export type Source = (typeof SOURCES)[number]

/** `durable`: kept until delivered. `as-thingpark`: one attempt, then lost. */
export const QUEUE_MODES = ['durable', 'as-thingpark'] as const
export type QueueMode = (typeof QUEUE_MODES)[number]

/** Where accepted downlinks go. */
export const DOWNLINK_KINDS = ['none', 'things-stack', 'chirpstack', 'https'] as const
export type DownlinkKind = (typeof DOWNLINK_KINDS)[number]

/** Why a connection is off: an owner's member, or an answer 410 of the application server. */
export const DEACTIVATION_REASONS = ['user', 'gone'] as const
export type DeactivationReason = (typeof DEACTIVATION_REASONS)[number]

export const MAX_NAME = 80
export const MAX_ADDITIONAL_INFORMATION = 4000
/** Seconds. */
export const DEFAULT_DEVIATION = 60
export const MIN_DEVIATION = 1
export const MAX_DEVIATION = 86_400
