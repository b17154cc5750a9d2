/** Gateways that one setup takes: of one form, and of one request of the wizard. */
export const MAX_TARGET = 10_000
