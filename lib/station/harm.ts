/** What a server did that costs a real gateway something, although Station itself does not complain about it. */
export interface Harm {
  readonly code: HarmCode
  readonly text: string
}

export type HarmCode =
  /** Station refuses to start with it. */
  | 'malformed-uri'
  /** The URI is committed, the credentials are not. */
  | 'credentials-rejected'
  | 'crc-never-matches'
  | 'no-client-authentication'
  | 'bad-token'
  /** https or wss without trust on the gateway: never repaired by Station itself. */
  | 'no-trust'
  /** LNS changed without cupsUri: the proof comes after 24 h instead of one minute. */
  | 'late-return'
  /** More bytes than the segments take. */
  | 'trailing-bytes'
  /** The signature names another key than the one that verifies it. */
  | 'wrong-key-crc'
