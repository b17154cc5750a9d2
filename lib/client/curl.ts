/** “Same as curl”: the call that a form makes, with its real values and never a secret. */

/** A value of a body, or a file whose content goes in as Base64 when the command runs. */
export type CurlValue = string | number | boolean | { readonly file: string }

/** JSON text for an unquoted here-document: what the shell would expand is escaped, files are read by `base64`. */
function member(name: string, value: CurlValue): string {
  if (typeof value === 'object') return `  ${JSON.stringify(name)}: "$(base64 < ${value.file} | tr -d '\\n')"`
  return `  ${JSON.stringify(name)}: ${JSON.stringify(value).replace(/[\\$`]/g, (char) => `\\${char}`)}`
}

/** The command line for a POST of the Owner API; the token comes from the environment. */
export function curlCommand(origin: string, path: string, body: Readonly<Record<string, CurlValue>>): string {
  const members = Object.entries(body).map(([name, value]) => member(name, value))
  return [
    `curl ${origin}${path} \\`,
    '  -H "Authorization: Bearer $GATEHOUSE_TOKEN" \\',
    "  -H 'Content-Type: application/json' \\",
    '  -d @- <<JSON',
    '{',
    members.join(',\n'),
    '}',
    'JSON',
  ].join('\n')
}

/** Stands for a secret: the shell puts the environment's value there. */
export interface CurlVariable {
  readonly variable: string
}

/** Of private use: JSON and the shell leave it alone. */
const MARK = '\u{e000}'

/**
 * A call with JSON of any depth. Values `{variable: 'NAME'}` become `$NAME` of the environment, so that no secret stands in
 * the command; those values must not hold quotes or backslashes, which JSON would need escaped.
 */
export function curlJson(origin: string, method: string, path: string, body: unknown): string {
  const isVariable = (value: unknown): value is CurlVariable =>
    typeof value === 'object' && value !== null && Object.keys(value).length === 1 && 'variable' in value
  const marked = JSON.stringify(
    body,
    (_, value) => (isVariable(value) ? `${MARK}${value.variable}${MARK}` : value),
    2,
  ).replace(/[\\$`]/g, (char) => `\\${char}`)
  const json = marked.replace(/\u{e000}([A-Z0-9_]+)\u{e000}/gu, (_, name: string) => `$${name}`)
  return [
    `curl ${method === 'POST' ? '' : `-X ${method} `}${origin}${path} \\`,
    '  -H "Authorization: Bearer $GATEHOUSE_TOKEN" \\',
    "  -H 'Content-Type: application/json' \\",
    '  -d @- <<JSON',
    json,
    'JSON',
  ].join('\n')
}
