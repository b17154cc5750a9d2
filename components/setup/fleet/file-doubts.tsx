'use client'

import { t } from '@lingui/core/macro'
import { Choice } from '#components/ui/choice.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { formatCount } from '#lib/client/format.ts'
import { type Eui, formatEui64 } from '#lib/domain/identifiers.ts'
import type { PlacedPart, Question } from '#lib/domain/setup-files/sort-files.ts'

const WORDS = {
  trust: t`CA certificate`,
  crt: t`Client certificate`,
  key: t`Key or token`,
  uri: t`Address`,
} as const
const SIDES = { tc: 'LNS', cups: 'CUPS' } as const

interface FileDoubtsProps {
  readonly questions: readonly Question[]
  /** Named by files, and not in the selection. */
  readonly strangers: readonly Eui[]
  readonly onAnswer: (question: Question, part: PlacedPart) => void
}

/** What the files leave open: two for one place, and gateways that are not meant. */
export function FileDoubts({ questions, strangers, onAnswer }: FileDoubtsProps) {
  return (
    <>
      {questions.slice(0, 5).map((question) => (
        <fieldset key={question.id} className="flex flex-col gap-2 rounded-md border border-warn p-3">
          <legend className="px-1 text-sm font-medium">
            {SIDES[question.category]}, {WORDS[question.field]}:{' '}
            {question.eui
              ? t`${question.candidates.length} files fit ${formatEui64(question.eui)}. Which one?`
              : t`${question.candidates.length} files fit all gateways. Which one?`}
          </legend>
          {question.candidates.map((part) => (
            <Choice
              key={part.source}
              name={question.id}
              checked={false}
              onSelect={() => onAnswer(question, part)}
              title={part.source}
            />
          ))}
        </fieldset>
      ))}
      {questions.length > 5 && (
        <Notice kind="warning">
          {questions.length === 6 ? t`One more question follows.` : t`${questions.length - 5} more questions follow.`}
        </Notice>
      )}
      {strangers.length > 0 && (
        <Notice kind="warning">
          {strangers.length === 1
            ? t`Files of one gateway that is not in this selection were left out.`
            : t`Files of ${formatCount(strangers.length)} gateways that are not in this selection were left out.`}
          <Disclosure title={t`Which`}>
            <p className="mono max-h-40 overflow-y-auto text-sm">
              {strangers.slice(0, 500).map(formatEui64).join(', ')}
            </p>
          </Disclosure>
        </Notice>
      )}
    </>
  )
}
