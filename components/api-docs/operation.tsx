import { t } from '@lingui/core/macro'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { type FieldRow, SchemaTable } from './schema-table.tsx'

export interface OperationView {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly summary: string
  readonly paragraphs: readonly string[]
  readonly parameters: readonly FieldRow[]
  readonly body: readonly FieldRow[]
  readonly answer: readonly FieldRow[]
  readonly status: string
  readonly curl: string
}

/** One call: what it does, who may, what goes in, what comes out, and the same as curl. */
export function Operation({ operation }: { readonly operation: OperationView }) {
  const { id, method, path, summary, paragraphs, parameters, body, answer, status, curl } = operation
  // Calls in two spellings share their summary.
  const call = `${method} ${path}`
  return (
    <article id={id} aria-labelledby={`${id}-title`} className="scroll-mt-4 border-t py-6">
      <h3 id={`${id}-title`} className="text-lg font-semibold">
        <a href={`#${id}`} className="rounded-sm hover:text-accent-ink">
          {summary}
        </a>
      </h3>
      <p className="mono mt-1 text-sm break-all">
        <span className="font-semibold text-accent-ink">{method}</span> {path}
      </p>
      {paragraphs.map((paragraph) => (
        <Prose key={paragraph} text={paragraph} />
      ))}
      <SchemaTable label={t`Parameters`} rows={parameters} />
      <SchemaTable label={t`Body`} rows={body} />
      <SchemaTable label={t`Answer ${status}`} rows={answer} />
      <div className="mt-4">
        <CodeBlock text={curl} label={t`${call} with curl`} />
      </div>
    </article>
  )
}

/** Text in which `this` is code. */
export function Prose({ text }: { readonly text: string }) {
  const parts = text.split('`')
  return (
    <p className="mt-2 max-w-[72ch] text-sm text-ink-2">
      {parts.map((part, index) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a constant text never move
        index % 2 === 1 ? <code key={index}>{part}</code> : <span key={index}>{part}</span>,
      )}
    </p>
  )
}
