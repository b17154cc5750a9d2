/** What a script guarantees, and what not (docs/decisions/0046). */
import { Trans } from '@lingui/react/macro'
export function ScriptPromise() {
  return (
    <section aria-labelledby="script-promise" className="min-w-0 text-sm max-xl:max-w-2xl">
      <h2 id="script-promise" className="mb-2 text-base font-semibold">
        <Trans>What it guarantees</Trans>
      </h2>
      <ul className="flex list-disc flex-col gap-1.5 pl-4 text-ink-2">
        <li>
          <Trans>It never writes the regular set, and never the backup set itself.</Trans>
        </li>
        <li>
          <Trans>A gateway without a regular set is left alone: its boot set is all that it has.</Trans>
        </li>
        <li>
          <Trans>
            Everything is written and checked beside the old files, then renamed. Each file is whole, old or new.
          </Trans>
        </li>
        <li>
          <Trans>The version changes last. While the package is the old one, not all of it has happened.</Trans>
        </li>
        <li>
          <Trans>It removes itself, and does nothing where its version stands already.</Trans>
        </li>
        <li>
          <Trans>
            A power cut between two renames can leave new files beside old ones in the boot set. The package is
            unchanged then; send it once more.
          </Trans>
        </li>
      </ul>
      <p className="mt-3 text-ink-2">
        <Trans>Try it on one gateway that you can reach before you send it to many.</Trans>
      </p>
    </section>
  )
}
