/**
 * The commands that write a key file, filled in (seed 002, with its traps mended: `echo … > file` in cmd keeps a blank before
 * the line end, and PowerShell off Windows writes no carriage return), and the files of a gateway as downloads. Pure text: the
 * console makes both in the browser, so that no secret travels for it (rules.md 25).
 */
export interface KeyFileCommands {
  /** POSIX shell: Linux, macOS, and the shell of most gateways. */
  readonly linux: string
  /** Command Prompt; null where the token holds characters that it cannot be given safely. */
  readonly cmd: string | null
  readonly powershell: string
  /** Prints the end of the file: it must be `\r \n`. */
  readonly check: string
}

/** `value`: what follows `Authorization: `, e.g. `Bearer NNSXS.…`. `file`: e.g. `lns.key`. */
export function keyFileCommands(value: string, file: string): KeyFileCommands {
  const line = `Authorization: ${value}`
  return {
    linux: `printf '%s\\r\\n' '${line.replaceAll("'", "'\\''")}' > ${file}`,
    cmd: /[%!^&|<>"()]/.test(value) ? null : `>${file} echo ${line}`,
    powershell: `[IO.File]::WriteAllText("$PWD/${file}", '${line.replaceAll("'", "''")}' + "\`r\`n")`,
    check: `tail -c 4 ${file} | od -c`,
  }
}

/** A file to download. */
export interface CredentialDownload {
  readonly name: string
  /** Text, or Base64 of DER. */
  readonly content: { readonly text: string } | { readonly base64: string }
  readonly secret: boolean
}

export interface CredentialValues {
  readonly uri: string
  /** PEM of the one root. */
  readonly trust: string | null
  /** PEM of the client certificate. */
  readonly crt: string | null
  /** `Authorization: …` with CRLF, or PEM of the private key; null when it was not typed just now. */
  readonly key: string | null
}

/** `tc.*` or `cups.*` as Station names them (seed 000). Without the key where it is not at hand: it is write-only here. */
export function credentialDownloads(set: 'tc' | 'cups', values: CredentialValues): CredentialDownload[] {
  const file = (kind: string, text: string, secret = false): CredentialDownload => ({
    name: `${set}.${kind}`,
    content: { text },
    secret,
  })
  return [
    file('uri', `${values.uri}\n`),
    ...(values.trust ? [file('trust', values.trust)] : []),
    ...(values.crt ? [file('crt', values.crt)] : []),
    ...(values.key ? [file('key', values.key, true)] : []),
  ]
}
