'use client'

import { Trans } from '@lingui/react/macro'
import { switchCharacterKeys, useCharacterKeys } from '#lib/client/key-setting.ts'

/** Switches the keys of a single character on and off. */
export function KeySetting() {
  const on = useCharacterKeys()
  return (
    <label className="flex cursor-pointer items-start gap-2.5 text-sm">
      <input
        type="checkbox"
        checked={on}
        onChange={() => switchCharacterKeys(!on)}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <span className="min-w-0">
        <span className="block font-medium">
          <Trans>Keys of a single character</Trans>
        </span>
        <span className="block text-ink-2">
          <Trans>
            Switch them off if you dictate, or if they act when you do not mean them to. ⌘K and Ctrl K stay.
          </Trans>
        </span>
      </span>
    </label>
  )
}
