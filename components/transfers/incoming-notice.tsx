'use client'

import { t } from '@lingui/core/macro'
import { ArrowLeftRight } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { useIncoming } from '#lib/client/transfer-api.ts'
import { gatewayCount } from './transfer-words.ts'

/** Above every page of an owner to whom gateways are offered; the pages of transfers tell it themselves. */
export function IncomingNotice() {
  const owner = useOwnerId()
  const may = useCan('gateway:claim')
  const pathname = usePathname() ?? ''
  const { data } = useIncoming(owner)
  const { gateways = 0, transfers = 0 } = data?.incoming ?? {}
  const list = paths.transfers(owner)
  if (gateways === 0 || pathname.startsWith(list)) return null
  const [first] = data?.transfers ?? []
  const href = transfers === 1 && first ? paths.transfer(owner, first.id) : list
  return (
    <section
      aria-label={t`Offered gateways`}
      className="mb-5 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md bg-accent-soft px-3 py-2 text-sm"
    >
      <ArrowLeftRight aria-hidden className="size-4 shrink-0 text-accent-ink" />
      <p className="min-w-0 flex-1 basis-60">
        <span className="font-medium">
          {transfers === 1 && first?.fromName
            ? t`${first.fromName} offers ${gatewayCount(gateways)} to you.`
            : gateways === 1
              ? t`One gateway is offered to you.`
              : t`${formatCount(gateways)} gateways are offered to you.`}
        </span>{' '}
        {may ? t`Nothing changes until you accept.` : t`An admin or operator of this owner can accept.`}
      </p>
      <ButtonLink href={href}>{may ? t`Look and decide` : t`Look`}</ButtonLink>
    </section>
  )
}
