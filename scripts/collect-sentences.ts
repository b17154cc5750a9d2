/** The sentences that rules and answers make: string literals and templates of `lib` that read as one, and what `say` is given. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const SOURCES = [
  'lib/{domain,services,http,client,schemas}/**/*.ts',
  'lib/*.ts',
  'components/**/*.{ts,tsx}',
  'app/**/*.tsx',
]
/** Of these nothing is shown in the console: tests, files that are handed out, mail, and descriptions for programs. */
const NOT_SHOWN =
  /\.test\.tsx?$|openapi|\/mail|installation-guide|station-script|lib\/client\/(words|translate-sentence)\.ts|lib\/http\/words-script/
/** Of these only whole sentences are shown: commands, settings, file contents and mail are put together of what looks like words. */
const NO_FRAGMENTS =
  /interop\/(write-yaml|stack-settings|chirpstack)|update-script|labels\/|lns\/(guides|key-files)|signing-guide|mail\.ts|client\/(curl|downlink-curl|station-files)|cups-request|server-certificate|hand-over/
/** Calls whose text is for logs and programmers. */
const NOT_SAID =
  /^(Error|TypeError|RangeError|Symbol|import)$|(^|\.)(describe|meta|unsafe|debug|info|warn|fatal|split)$|\blog\.error$/
/** Of the declarations of endpoints, which make the OpenAPI document. */
const NOT_SAID_IN_HTTP = /^(summary|description)$/

export function collectSentences(root: string): ReadonlySet<string> {
  const sentences = new Set<string>()
  for (const file of globSync(SOURCES, { cwd: root }).toSorted()) {
    if (NOT_SHOWN.test(file)) continue
    const source = readFileSync(join(root, file), 'utf8')
    const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true)
    const inLib = file.startsWith('lib/')
    const visit = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node) || ts.isTaggedTemplateExpression(node) || ts.isTypeNode(node)) return
      if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && NOT_SAID.test(node.expression.getText())) return
      if (ts.isPropertyAssignment(node) && file.startsWith('lib/http/') && NOT_SAID_IN_HTTP.test(node.name.getText()))
        return
      const text = textOf(node)
      if (text !== undefined) {
        const said = isSaid(node) || isPageTitle(node, file)
        const shown = isSentence(text) || (!NO_FRAGMENTS.test(file) && isFragment(text))
        if (said || (inLib && shown)) sentences.add(text)
      }
      ts.forEachChild(node, visit)
    }
    visit(tree)
  }
  return sentences
}

/** With placeholders by their place: `{0} of {1}`. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text
  if (!ts.isTemplateExpression(node)) return undefined
  return node.templateSpans.reduce((text, span, index) => `${text}{${index}}${span.literal.text}`, node.head.text)
}

const isSaid = (node: ts.Node): boolean =>
  ts.isCallExpression(node.parent) && node.parent.expression.getText() === 'say' && node.parent.arguments[0] === node

const isPageTitle = (node: ts.Node, file: string): boolean =>
  file.startsWith('app/') &&
  ts.isPropertyAssignment(node.parent) &&
  /^(title|default)$/.test(node.parent.name.getText())

/** Begins as a sentence and has words after it; no SQL, no lines of a file. */
const isSentence = (text: string): boolean =>
  /^[“"{\p{Lu}\d]/u.test(text) &&
  /\p{L}{2,}[,:;]? [\p{L}{“]/u.test(text) &&
  !/\n|[<>|]|::|^\{\d+\}\S*$|^[A-Z ]+$|https?:\/\/\S+$/.test(text) &&
  (text.match(/\p{L}/gu) ?? []).length >= 5 &&
  !/^(SELECT|INSERT|UPDATE|DELETE|Authorization|Bearer|Basic|GET|POST|PUT|BEGIN)\b/.test(text)

/** What is filled into a sentence, in more than one word: “its first token”, “, expected by {0}”. No settings, commands or SQL. */
const isFragment = (text: string): boolean =>
  /^[ ,;]*(\p{Ll}|\{\d+\} \p{Ll})/u.test(text) &&
  /\p{L}{2,}[,:;]? [\p{L}{“]/u.test(text) &&
  !/[\n<>|=\\#$"/]|::|[\p{Ll}-]: \{\d+\}$/u.test(text) &&
  !/^(use client|select|insert|update|delete|order by|where|and |from |left join|set |on conflict|limit|isolation|create|alter|with \()\b/.test(
    text,
  )
