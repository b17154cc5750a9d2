import { Trans } from '@lingui/react/macro'
import { Notice } from '#components/ui/notice.tsx'
import { say } from '#lib/client/say.ts'
import { STATION_TRAPS } from '#lib/domain/signing-guide.ts'

/** What Station does with an update, and does not say. */
export function StationTraps() {
  return (
    <Notice kind="warning">
      <h2 className="font-medium">
        <Trans>What Station does with an update</Trans>
      </h2>
      <ul className="mt-1.5 flex list-disc flex-col gap-1.5 pl-4 text-ink-2">
        {STATION_TRAPS.map((trap) => (
          <li key={trap}>{say(trap)}</li>
        ))}
      </ul>
    </Notice>
  )
}
