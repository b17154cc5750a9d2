import { t } from '@lingui/core/macro'
import { Cell, Head, Table } from '#components/ui/table.tsx'

/** One member of a body, an answer or a query, flattened for reading. */
export interface FieldRow {
  /** E.g. `gateways[].claim`; of an answer that is a list, the members of its entries. */
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly description: string
}

/** Rendered on the server, where a `Trans` finds no words and throws: `t` it is. */
export function SchemaTable({ label, rows }: { readonly label: string; readonly rows: readonly FieldRow[] }) {
  if (rows.length === 0) return null
  return (
    <section className="mt-4">
      <h4 className="mb-1 text-xs font-medium text-ink-3">{label}</h4>
      <div className="overflow-x-auto">
        <Table label={label}>
          <thead>
            <tr>
              <Head className="w-2/5">{t`Name`}</Head>
              <Head>{t`Meaning`}</Head>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <Cell className="align-top">
                  <span className="mono break-all">{row.name}</span>
                  <span className="block text-xs text-ink-3">
                    {row.type}
                    {!row.required && t`, optional`}
                  </span>
                </Cell>
                <Cell className="align-top text-ink-2">{row.description}</Cell>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
    </section>
  )
}
