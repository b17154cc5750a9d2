import { t } from '@lingui/core/macro'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { say } from '#lib/client/say.ts'

const SHOWN = 5

/** Files that cannot be used, each with its reason; of many, the first ones. */
export function Refused({ sentences }: { readonly sentences: readonly string[] }) {
  if (sentences.length === 0) return null
  const line = (sentence: string) => (
    <li key={sentence} className="break-words">
      {say(sentence)}
    </li>
  )
  return (
    <Notice kind="error">
      <ul className="flex flex-col gap-1">{sentences.slice(0, SHOWN).map(line)}</ul>
      {sentences.length > SHOWN && (
        <Disclosure title={t`${sentences.length - SHOWN} more files cannot be used`}>
          <ul className="flex max-h-60 flex-col gap-1 overflow-y-auto">{sentences.slice(SHOWN, 500).map(line)}</ul>
        </Disclosure>
      )}
    </Notice>
  )
}
