/** When a gateway is due again, by its last report. */
import type { GatewayReport } from '#lib/db/gateway-views.ts'
import { nextContactDue } from '#lib/domain/gateway-state.ts'

export const nextContactAfter = ({ lastSeenAt, reported, answer }: GatewayReport): Date =>
  nextContactDue({
    lastSeen: lastSeenAt,
    reportedTcUri: reported.tcUri,
    answeredCupsUri: answer.cupsUri,
    answeredTcUri: answer.tcUri,
  })
