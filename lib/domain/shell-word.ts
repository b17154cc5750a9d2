/** A word of a POSIX shell, whatever it holds; a name that begins with a dash is no option. */
export function shellWord(name: string): string {
  const plain = name.startsWith('-') ? `./${name}` : name
  return /^[\w@%+=:,./-]+$/.test(plain) ? plain : `'${plain.replaceAll("'", `'\\''`)}'`
}
