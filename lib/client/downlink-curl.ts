/** A signed downlink from a terminal (tunnel.md §2): the token is computed there, so the key is not printed here. */

/** Commands for a POSIX shell with openssl; `$TUNNEL_KEY` holds the key. */
export function downlinkCurl(origin: string, asId: string): string {
  return [
    `QUERY="DevEUI=20635F0108000496&FPort=2&Payload=0103&AS_ID=${asId}&Time=$(date -u +%Y-%m-%dT%H:%M:%S.000+00:00)"`,
    'TOKEN=$(printf %s "$QUERY$TUNNEL_KEY" | openssl dgst -sha256 -r | cut -c 1-64)',
    'SENT=$(printf %s "$QUERY" | sed "s/+/%2B/g; s/:/%3A/g")',
    `curl -X POST "${origin}${DOWNLINK_PATH}?$SENT&Token=$TOKEN"`,
  ].join('\n')
}

/** As ThingPark names it; the answer is text. */
export const DOWNLINK_PATH = '/thingpark/lrc/rest/downlink'
/** The same with an answer in JSON. */
export const DOWNLINK_JSON_PATH = '/thingpark/lrc/rest/v2/downlink'
