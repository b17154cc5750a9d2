/** Which entries of a log: all, those that sent something, that fell back, that carried firmware, or that failed on our side. */
export const CHECK_IN_FILTERS = ['all', 'updates', 'fell-back', 'firmware', 'faults'] as const
export type CheckInFilter = (typeof CHECK_IN_FILTERS)[number]
