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
