import { Trans } from '@lingui/react/macro'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { formatCrc } from '#lib/domain/crc-text.ts'

/** As eight hex digits; the number that the API takes is on hover. */
export function Crc({ value }: { readonly value: number }) {
  return (
    <span className="mono whitespace-nowrap" data-tip={`${value} in the API`}>
      {formatCrc(value)}
    </span>
  )
}

/** Both forms, and the one that the API takes to copy. */
export function CrcWithCopy({ value, what }: { readonly value: number; readonly what: string }) {
  return (
    <span className="flex flex-wrap items-baseline gap-x-2">
      <span className="mono">{formatCrc(value)}</span>
      <span className="text-ink-3">
        <span className="max-sm:hidden">
          <Trans>in the API</Trans>{' '}
        </span>
        <span className="mono">{value}</span>
      </span>
      <CopyButton text={String(value)} what={what} className="-my-2 self-center" />
    </span>
  )
}
