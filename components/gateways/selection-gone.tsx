'use client'

import { Trans } from '@lingui/react/macro'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Link } from '#components/ui/link.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { paths } from '#lib/client/paths.ts'

/** A form was opened for a selection that this tab does not have (lib/client/handed-selection.ts). */
export function SelectionGone() {
  const owner = useOwnerId()
  return (
    <Notice kind="warning" className="mb-4">
      <Trans>
        The selection is not here any more: it lasts in one tab, until the next one is made.{' '}
        <Link href={paths.gateways(owner)} className="underline">
          Select the gateways again
        </Link>
        .
      </Trans>
    </Notice>
  )
}
