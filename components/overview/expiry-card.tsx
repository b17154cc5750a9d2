import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Link } from '#components/ui/link.tsx'
import type { ExpiryNumbers } from '#lib/client/fleet-contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { EXPIRY_BUCKETS } from '#lib/domain/fleet/facets.ts'
import { EXPIRY_WORDS } from '../fleet/facet-words.ts'
import { MORE, Section, SkeletonLines } from './section.tsx'

/** Gateways by when the first certificate of their sets ends. */
export function ExpiryCard({ expires }: { readonly expires: ExpiryNumbers | undefined }) {
  const owner = useOwnerId()
  return (
    <Section
      id="expiry"
      title={t`Trust and certificates`}
      more={
        <Link href={paths.trust(owner)} className={MORE}>
          <Trans>Trust</Trans>
        </Link>
      }
    >
      {expires ? (
        <ul className="border-t text-sm">
          {EXPIRY_BUCKETS.filter((bucket) => bucket !== 'later').map((bucket) => (
            <li key={bucket} className="border-b">
              <Link
                href={paths.gateways(owner, { expires: bucket })}
                className="-mx-2 flex h-9 items-center justify-between gap-3 rounded-sm px-2 hover:bg-hover"
              >
                <span className="text-ink-2">{EXPIRY_WORDS[bucket]}</span>
                <span className={expires[bucket] === 0 ? 'text-ink-3 tabular-nums' : 'font-medium tabular-nums'}>
                  {formatCount(expires[bucket])}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      ) : (
        <SkeletonLines count={4} />
      )}
    </Section>
  )
}
