/** Answers for methods and addresses that are no route; without these, Next sends an empty body and no Allow header. */
import { randomUUID } from 'node:crypto'
import { AppError } from '#lib/domain/app-error.ts'
import { NOT_FOUND_DETAIL, problemResponse } from './problem.ts'

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
export type Method = (typeof METHODS)[number]

type Refusal = (request: Request) => Response

/** 405 handlers, to be exported for the methods a route does not have: `export const { PUT, PATCH } = otherMethods('GET')`. */
export function otherMethods(...allowed: readonly Method[]): Readonly<Record<Method, Refusal>> {
  const allow = [...allowed, ...(allowed.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ')
  const refuse: Refusal = (request) => {
    const detail = `${request.method} is not possible here. Use ${allowed.join(' or ')}.`
    return problemResponse(new AppError('method_not_allowed', detail), randomUUID(), { Allow: allow })
  }
  return { GET: refuse, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse }
}

/** 404 for an address under /api that is no route. */
export function refuseUnknownAddress(): Response {
  return problemResponse(new AppError('not_found', NOT_FOUND_DETAIL), randomUUID())
}
