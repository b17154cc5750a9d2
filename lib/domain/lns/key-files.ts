/**
 * The commands that write a key file, filled in (seed 002, with its traps mended: `echo … > file` in cmd keeps a blank before
 * the line end, and PowerShell off Windows writes no carriage return). Pure text: the console makes it in the browser, so that no
 * secret travels for it (rules.md 25).
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
