/** One line of the JSON log as a person reads it: time, what happened, the facts; frames below, indented. */

const HIDDEN = new Set(['level', 'time', 'msg', 'plane', 'err'])
const COLOURS: Record<string, string> = { warn: '33', error: '31', fatal: '31' }

/** `json` is a line that pino wrote; anything else comes back as it is. */
export function formatLine(json: string, coloured: boolean): string {
  let entry: Record<string, unknown>
  try {
    entry = JSON.parse(json) as Record<string, unknown>
  } catch {
    return json
  }
  const paint = (code: string, text: string) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text)
  const level = String(entry.level)
  const colour = COLOURS[level]
  const time = new Date(String(entry.time)).toTimeString().slice(0, 8)
  const message = String(entry.msg ?? '')
  const facts = Object.entries(entry)
    .filter(([name]) => !HIDDEN.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const error = entry.err as { message?: string; code?: string; frames?: string[] } | undefined
  const parts = [
    paint('2', time),
    ...(colour ? [paint(colour, level)] : []),
    ...(entry.plane ? [paint('2', String(entry.plane))] : []),
    message,
    ...(error ? [`(${[error.code, error.message].filter(Boolean).join(': ')})`] : []),
    ...facts.map((fact) => paint('2', fact)),
  ]
  const frames = (error?.frames ?? []).map((frame) => `\n    ${paint('2', frame)}`)
  return `${parts.join('  ')}${frames.join('')}\n`
}
