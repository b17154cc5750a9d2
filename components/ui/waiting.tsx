/** For skeletons: read out at once, shown after 5 s. */
import { Trans } from '@lingui/react/macro'
export function Waiting({ what }: { readonly what: string }) {
  return (
    <p role="status" className="after-5s mt-4 text-sm text-ink-3">
      <Trans>Waiting for {what}. The server has not answered yet.</Trans>
    </p>
  )
}
