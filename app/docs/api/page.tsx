import type { Metadata } from 'next'
import { connection } from 'next/server'
import { Operation, Prose } from '#components/api-docs/operation.tsx'
import { Link } from '#components/ui/link.tsx'
import { buildOpenApi } from '#lib/http/openapi.ts'
import { API_CONVENTIONS } from '#lib/http/openapi-conventions.ts'
import { PROBLEMS } from '#lib/http/problem.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import packageJson from '../../../package.json' with { type: 'json' }
import { ROUTES } from '../../api/v1/registry.ts'
import { tagsOf } from './operation-view.ts'

export const metadata: Metadata = { title: 'API' }

export default async function Page() {
  await connection()
  const { site } = await getRuntime()
  // The same calls in their second spelling would only double the page.
  const shown = ROUTES.filter(({ path }) => !path.startsWith('/api/v1/router/'))
  const tags = tagsOf(buildOpenApi(shown, packageJson.version), site.consoleUrl)
  return (
    <div className="mx-auto grid w-full max-w-6xl gap-x-10 px-6 py-8 lg:grid-cols-[14rem_minmax(0,1fr)]">
      <nav
        aria-label="Calls"
        className="mb-8 text-sm lg:sticky lg:top-8 lg:max-h-[calc(100dvh-4rem)] lg:self-start lg:overflow-y-auto"
      >
        <p className="mb-4 font-semibold">
          <Link href="/" className="rounded-sm hover:text-accent-ink">
            Gatehouse
          </Link>
        </p>
        {tags.map((tag) => (
          <section key={tag.id} className="mb-4">
            <h2 className="mb-1 text-xs font-medium text-ink-3">
              <a href={`#${tag.id}`} className="inline-block min-h-6 content-center rounded-sm hover:text-ink">
                {tag.name}
              </a>
            </h2>
            <ul className="hidden lg:block">
              {tag.operations.map((operation) => (
                <li key={operation.id}>
                  <a
                    href={`#${operation.id}`}
                    className="block min-h-6 truncate rounded-sm py-0.5 text-ink-2 hover:text-ink"
                  >
                    {operation.path.replace('/api/v1', '')}{' '}
                    <span className="text-xs text-ink-3">{operation.method}</span>
                  </a>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
      <main className="min-w-0">
        <header className="mb-8">
          <h1 className="text-2xl font-semibold tracking-[-0.01em]">API</h1>
          <Prose text="Everything that the console does, it does through these calls." />
          <p className="mt-2 text-sm">
            <a href="/api/v1/openapi.json" className="rounded-sm text-accent-ink underline underline-offset-2">
              OpenAPI 3.1 document
            </a>
          </p>
        </header>
        <section aria-labelledby="conventions" className="mb-10">
          <h2 id="conventions" className="text-xl font-semibold">
            Conventions
          </h2>
          {API_CONVENTIONS.map((text) => (
            <Prose key={text} text={text} />
          ))}
        </section>
        {tags.map((tag) => (
          <section key={tag.id} id={tag.id} aria-labelledby={`${tag.id}-title`} className="mb-10 scroll-mt-4">
            <h2 id={`${tag.id}-title`} className="mb-3 text-xl font-semibold">
              {tag.name}
            </h2>
            {tag.operations.map((operation) => (
              <Operation key={operation.id} operation={operation} />
            ))}
          </section>
        ))}
        <section aria-labelledby="errors" className="mb-10">
          <h2 id="errors" className="mb-3 text-xl font-semibold">
            Errors
          </h2>
          <dl className="grid grid-cols-[3rem_minmax(0,1fr)] gap-y-2 text-sm">
            {Object.entries(PROBLEMS).map(([code, { status, title }]) => (
              <div key={code} id={code} className="col-span-2 grid scroll-mt-4 grid-cols-subgrid border-t pt-2">
                <dt className="mono">{status}</dt>
                <dd>
                  {title} <code className="text-ink-3">{code}</code>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      </main>
    </div>
  )
}
