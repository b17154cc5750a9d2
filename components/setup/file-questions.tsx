import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Choice } from '#components/ui/choice.tsx'
import type { IntakeQuestion } from './file-intake.ts'

const WORDS = { trust: t`the CA`, crt: t`the client certificate`, key: 'the key' } as const
const SIDES = { tc: 'LNS', cups: 'CUPS' } as const

interface FileQuestionsProps {
  readonly questions: readonly IntakeQuestion[]
  readonly onAnswer: (question: IntakeQuestion, index: number) => void
}

/** Several files fit one place: which is meant. */
export function FileQuestions({ questions, onAnswer }: FileQuestionsProps) {
  return questions.map((question) => (
    <fieldset key={question.id} className="flex flex-col gap-2 rounded-md border border-warn p-3">
      <legend className="px-1 text-sm font-medium">
        <Trans>
          {question.candidates.length} files could be {WORDS[question.field]} of the {SIDES[question.category]}. Which
          one?
        </Trans>
      </legend>
      {question.candidates.map((candidate, index) => (
        <Choice
          key={candidate.source + candidate.base64.slice(-24)}
          name={question.id}
          checked={false}
          onSelect={() => onAnswer(question, index)}
          title={candidate.source}
        >
          {candidate.facts ? candidate.facts.subject : candidate.kind === 'token' ? t`A token` : t`A private key`}
        </Choice>
      ))}
    </fieldset>
  ))
}
