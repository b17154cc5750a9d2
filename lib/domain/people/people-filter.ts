/** Whom an operator looks for among all people. */
export const PEOPLE_FILTERS = ['operators', 'no-second-factor', 'no-owner', 'disabled'] as const
export type PeopleFilter = (typeof PEOPLE_FILTERS)[number]
