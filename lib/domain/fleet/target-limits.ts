/** Gateways that one setup takes: of one form, and of one request of the wizard. */
export const MAX_TARGET = 10_000
/** Gateways that one rollout may name one by one. */
export const MAX_LISTED = 100_000
