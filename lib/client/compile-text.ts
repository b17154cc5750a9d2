import type { CompiledMessage } from '@lingui/message-utils/compileMessage'

/**
 * English as the code holds it, compiled in the browser: words and placeholders, nothing else. Lingui's compiler knows all of ICU
 * MessageFormat and takes 7 kB of script; other languages are compiled by it on the server (lib/http/words-script.ts).
 */
export const compileText = (text: string): CompiledMessage =>
  text
    .split(/\{(\w+)\}/)
    .map((part, index) => (index % 2 === 0 ? part : [part]))
    .filter((part) => part !== '') as CompiledMessage
