/** What an owner has to know before gateways are led through discovery here (rules.md 29–30), in plain words. */
export const DISCOVERY_LIMITS: readonly string[] = [
  'Station uses one trust, and one token or certificate, for discovery here and for the network server behind it: both certificates have to lead to the same root.',
  'Gatehouse asks the network server with the gateway’s own credentials where the data link goes, so the network sees one more question.',
  'A gateway with a live link asks only when that link drops: a new network server, or an update, waits until then.',
  'When an update waits, the first question after it is answered with an error, so that the gateway comes to CUPS within a minute. This happens once per update, and costs that minute.',
  'While Gatehouse cannot be reached, a gateway that lost its link does not find its network server.',
]
