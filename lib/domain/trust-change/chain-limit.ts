/** Characters of a chain of certificates that anybody gives; a long one has six thousand. */
export const MAX_CHAIN_BYTES = 128 * 1024
