export type RefusalCode =
  | 'no-home'
  | 'no-eui'
  | 'bad-configuration'
  | 'misconfigured-uri'
  | 'no-uri'
  | 'no-cups'
  | 'master-key'

/** Station does not start; the message says why and what to do. */
export class StationRefused extends Error {
  readonly code: RefusalCode
  constructor(code: RefusalCode, message: string) {
    super(message)
    this.name = 'StationRefused'
    this.code = code
  }
}
