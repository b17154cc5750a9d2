/** Files of a drop with their folders. What is dropped is looked through at once: the browser forgets it after the event. */

export interface FoundFile {
  /** With folders, `/` between them. */
  readonly path: string
  readonly file: File
}

export interface Found {
  readonly files: readonly FoundFile[]
  /** There were more than may be given at once. */
  readonly tooMany: boolean
}

/** Three files for each of ten thousand gateways, for both servers. */
export const MAX_FILES = 60_000

/** Call it in the drop event itself. */
export function collectDropped(transfer: DataTransfer): Promise<Found> {
  const entries = [...transfer.items].map((item) => (item.kind === 'file' ? item.webkitGetAsEntry() : null))
  const plain = [...transfer.files]
  // Scripts, and some browsers, drop files without entries.
  if (entries.every((entry) => entry === null)) return Promise.resolve(cut(plain.map(named)))
  return walk(entries.filter((entry) => entry !== null))
}

/** Of a file picker; one for folders gives paths. */
export const collectChosen = (files: FileList): Found => cut([...files].map(named))

/** Text as if it had been dropped. */
export const foundText = (name: string, text: string): Found => ({
  files: [{ path: name, file: new File([text], name) }],
  tooMany: false,
})

const named = (file: File): FoundFile => ({ path: file.webkitRelativePath || file.name, file })
const cut = (files: readonly FoundFile[]): Found => ({
  files: files.slice(0, MAX_FILES),
  tooMany: files.length > MAX_FILES,
})

async function walk(roots: readonly FileSystemEntry[]): Promise<Found> {
  const files: FoundFile[] = []
  const waiting = [...roots]
  for (let entry = waiting.shift(); entry; entry = waiting.shift()) {
    if (files.length > MAX_FILES) return cut(files)
    if (entry.isFile) {
      const one = entry as FileSystemFileEntry
      const file = await new Promise<File>((resolve, reject) => one.file(resolve, reject))
      files.push({ path: entry.fullPath.replace(/^\//, ''), file })
    } else if (entry.isDirectory) waiting.push(...(await childrenOf(entry as FileSystemDirectoryEntry)))
  }
  return cut(files)
}

/** A reader gives a hundred at a time, and none when it is through. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const children: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return children
    children.push(...some)
  }
}
