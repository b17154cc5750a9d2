import { z } from 'zod'
import { defineRoute, type RouteHandler } from '#lib/http/define-route.ts'
import { buildOpenApi } from '#lib/http/openapi.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import packageJson from '../../../../package.json' with { type: 'json' }
import { ROUTES } from '../registry.ts'

export const GET: RouteHandler = defineRoute({
  summary: 'Read this description as OpenAPI 3.1',
  tag: 'Installation',
  right: 'public',
  owner: 'none',
  answer: z.looseObject({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) }),
  run: async () => {
    // This route describes itself too, without a cycle of imports.
    const self = { path: '/api/v1/openapi.json', handlers: { GET } }
    return { ...buildOpenApi([...ROUTES, self], packageJson.version) }
  },
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
