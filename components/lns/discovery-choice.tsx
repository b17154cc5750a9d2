import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Disclosure } from '#components/ui/disclosure.tsx'

interface DiscoveryChoiceProps {
  readonly checked: boolean
  readonly limits: readonly string[]
  readonly onChange: (checked: boolean) => void
}

/** The switch, and what has to be known before it is thrown. */
export function DiscoveryChoice({ checked, limits, onChange }: DiscoveryChoiceProps) {
  return (
    <div className="text-sm">
      <label className="flex items-start gap-2">
        <input
          type="checkbox"
          className="mt-0.5 accent-accent"
          checked={checked}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span>
          <Trans>
            Discovery by Gatehouse
            <span className="block text-ink-2">
              Gateways ask here and are referred to this network server; updates are collected within a minute of a lost
              link.
            </span>
          </Trans>
        </span>
      </label>
      <Disclosure title={t`Its limits`} className="mt-1 ml-5">
        <ul className="list-disc pl-5 text-ink-2">
          {limits.map((limit) => (
            <li key={limit} className="py-0.5">
              {limit}
            </li>
          ))}
        </ul>
      </Disclosure>
    </div>
  )
}
