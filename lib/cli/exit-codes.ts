/** Exit codes (README): 0 done, 1 refused or failed, 2 wrong usage. */
export const REFUSED = 1
export const WRONG_USAGE = 2
