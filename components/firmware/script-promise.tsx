/** What a script guarantees, and what not (docs/decisions/0046). */
export function ScriptPromise() {
  return (
    <section aria-labelledby="script-promise" className="min-w-0 text-sm max-xl:max-w-2xl">
      <h2 id="script-promise" className="mb-2 text-base font-semibold">
        What it guarantees
      </h2>
      <ul className="flex list-disc flex-col gap-1.5 pl-4 text-ink-2">
        <li>It never writes the regular set, and never the backup set itself.</li>
        <li>A gateway without a regular set is left alone: its boot set is all that it has.</li>
        <li>Everything is written and checked beside the old files, then renamed. Each file is whole, old or new.</li>
        <li>The version changes last. While the package is the old one, not all of it has happened.</li>
        <li>It removes itself, and does nothing where its version stands already.</li>
        <li>
          A power cut between two renames can leave new files beside old ones in the boot set. The package is unchanged
          then; send it once more.
        </li>
      </ul>
      <p className="mt-3 text-ink-2">Try it on one gateway that you can reach before you send it to many.</p>
    </section>
  )
}
