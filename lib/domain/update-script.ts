/**
 * An update that is a shell script: it replaces Station's boot set or renews its backup set (cups.md §4, §5, §9).
 *
 * Station runs an update as root, detached, from /tmp/update.bin, with its own environment and working folder, and runs
 * it again at each start until the file is gone. So the script finds the home by itself, does nothing a second time, and
 * removes itself last. What it guarantees, wherever it is killed:
 *
 * - The regular and the backup set are never written. Of the boot set each file is whole, old or new, and its URI is one
 *   that Station starts with.
 * - Killed alone, it is run again at the next start and comes to its end. A power cut between two of its renames, with
 *   /tmp in memory, leaves new files beside old ones in the boot set, which Station uses when all others have failed.
 * - `version.txt` changes after everything else: a changed `package` proves the whole.
 */
export interface ScriptFacts {
  /** It replaces cups-boot. */
  readonly bootSet: boolean
  /** It has cups-bak made anew. */
  readonly renewsBackup: boolean
  /** It holds a token or a private key. */
  readonly secret: boolean
}

/** Bytes for a file of cups-boot; null empties it, which Station takes for missing; undefined leaves what is there. */
export type BootFile = Uint8Array | null | undefined

export interface BootSetFiles {
  readonly trust: BootFile
  readonly crt: BootFile
  readonly key: BootFile
  readonly uri: BootFile
}

export interface UpdateScript {
  /** What `package` becomes; with a leading + it is put behind what stands there, in place of an earlier addition. */
  readonly version: string
  /** Station's home folder; undefined: as Station itself finds it. */
  readonly home?: string | undefined
  readonly bootSet?: BootSetFiles | undefined
  readonly renewsBackup: boolean
  /** A command that starts Station anew, run last. */
  readonly restart?: string | undefined
}

const VERSION = /^[!-~](?:[ -~]{0,62}[!-~])?$/
const HOME = /^\/[ -~]{0,200}$/
const RESTART = /^[ -~]{1,200}$/

/** What cannot stand in a script, by the field that it is about. */
export function refuseScript({
  version,
  home,
  restart,
}: Pick<UpdateScript, 'version' | 'home' | 'restart'>):
  | { field: 'version' | 'home' | 'restart'; error: string }
  | undefined {
  if (!VERSION.test(version) || version === '+') {
    return { field: 'version', error: 'Write the version in 1 to 64 letters, digits and signs, e.g. +boot-2 or 2.1.0.' }
  }
  if (home !== undefined && !HOME.test(home)) {
    return { field: 'home', error: 'Give the home folder as an absolute path such as /etc/station, or leave it out.' }
  }
  if (restart !== undefined && !RESTART.test(restart)) {
    return {
      field: 'restart',
      error: 'Give one command line in ASCII, e.g. systemctl restart station, or leave it out.',
    }
  }
  return undefined
}

/** In the order in which Station writes them; the URI last, so that no new server meets old credentials before it must. */
const BOOT_FILES = ['trust', 'crt', 'key', 'uri'] as const
const BYTES_PER_LINE = 32

/** The script as text, in ASCII, for any POSIX shell with mv, rm, sync and wc: BusyBox has them all. */
export function buildUpdateScript(script: UpdateScript): string {
  const { bootSet, renewsBackup, restart } = script
  const writes = BOOT_FILES.flatMap((kind) => {
    const bytes = bootSet?.[kind]
    return bytes === undefined ? [] : [{ file: `cups-boot.${kind}`, bytes: bytes ?? new Uint8Array() }]
  })
  const files = writes.map(({ file }) => file)
  return [
    '#!/bin/sh',
    `# ${summary(files, renewsBackup)} Made by Gatehouse.`,
    '# Station runs an update again at each start: this one does nothing where version.txt names it, and removes itself.',
    'set -u',
    'umask 027',
    'case $0 in /*) self=$0 ;; *) self=$PWD/$0 ;; esac',
    `version=${quoted(script.version)}`,
    '',
    ...FUNCTIONS,
    '',
    ...findHome(script.home),
    ...READ_VERSION,
    '',
    '# All is written and checked beside what is there before anything is replaced.',
    'trap drop_drafts EXIT',
    "trap 'exit 1' HUP INT TERM",
    ...writes.flatMap(({ file, bytes }) => draft(file, bytes)),
    `printf '%s\\n' "$package" > version.txt.new || give_up "version.txt cannot be written"`,
    'sync',
    '',
    ...files.map((file) => `put ${file}`),
    ...(renewsBackup ? RENEW_BACKUP : []),
    'sync',
    'put version.txt',
    'sync',
    'rm -f "$self"',
    'sync',
    ...(restart ? restarting(restart) : []),
    '',
  ].join('\n')
}

function summary(files: readonly string[], renewsBackup: boolean): string {
  const boot = files.length > 0 ? `Replaces ${files.join(', ')}.` : ''
  return [boot, renewsBackup ? 'Lets Station make cups-bak anew.' : ''].filter(Boolean).join(' ')
}

const FUNCTIONS = [
  'drop_drafts() { rm -f cups-boot.trust.new cups-boot.crt.new cups-boot.key.new cups-boot.uri.new version.txt.new; }',
  '# Nothing was replaced. The package stays as it is, and that is what the server sees.',
  'give_up() { echo "update: $1" >&2; rm -f "$self"; exit 1; }',
  '# Something was replaced: this file stays, and is run again at the next start of Station.',
  'stop_here() { echo "update: $1" >&2; exit 1; }',
  'size_is() { [ "$(($(wc -c < "$1")))" -eq "$2" ] || give_up "$1 is not whole"; }',
  'put() {',
  '  if cmp -s "$1.new" "$1" 2> /dev/null; then rm -f "$1.new"; return; fi',
  '  mv -f "$1.new" "$1" || stop_here "$1 cannot be replaced"',
  '}',
]

/** Station takes --home, else STATION_HOME, else its working folder, and hands all of them on to the update. */
const findHome = (home: string | undefined): string[] => [
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a parameter of the shell
  home === undefined ? 'home=${STATION_HOME:-.}' : `home=${quoted(home)}`,
  'cd "$home" || give_up "there is no home folder $home"',
  '# Without a regular set the boot set is all that the gateway has: then it is not the time to change it.',
  '[ -s cups.uri ] || give_up "$home holds no regular CUPS set"',
]

const READ_VERSION = [
  'before=',
  '[ ! -f version.txt ] || before=$(cat version.txt)',
  'case $version in',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a parameter of the shell
  '  +*) package=${before%%+*}$version ;;',
  '  *) package=$version ;;',
  'esac',
  'if [ "$before" = "$package" ]; then rm -f "$self"; exit 0; fi',
]

/** In octal, byte for byte: no Base64 is needed on the gateway, and nothing in it can be a word of the shell. */
function draft(file: string, bytes: Uint8Array): string[] {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += BYTES_PER_LINE) {
    const octal = [...bytes.subarray(at, at + BYTES_PER_LINE)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
    lines.push(`  printf '${octal.join('')}' &&`)
  }
  return [
    '{',
    ...lines,
    '  :',
    `} > ${file}.new || give_up "${file} cannot be written"`,
    `size_is ${file}.new ${bytes.length}`,
  ]
}

/** The old backup stays in use until Station has made the new one: after its next start, with the set that then works. */
const RENEW_BACKUP = [
  '# cups-done.bak is what early releases called it.',
  'rm -f cups-bak.done cups-done.bak || stop_here "the marker of the backup cannot be removed"',
]

/** The update is in Station's process group, which a restart may end. */
const restarting = (command: string): string[] => [
  '',
  `restart=${quoted(command)}`,
  'if command -v setsid > /dev/null 2>&1; then exec setsid sh -c "$restart"; fi',
  'exec sh -c "$restart"',
]

/** One word of the shell, whatever it holds. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
