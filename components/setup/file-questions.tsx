import { t } from '@lingui/core/macro'
import { Choice } from '#components/ui/choice.tsx'
import type { IntakeQuestion } from './file-intake.ts'

const QUESTIONS = {
  trust: (files: number, side: string) => t`${files} files could be the CA of the ${side}. Which one?`,
  crt: (files: number, side: string) => t`${files} files could be the client certificate of the ${side}. Which one?`,
  key: (files: number, side: string) => t`${files} files could be the key of the ${side}. Which one?`,
} as const
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
        {QUESTIONS[question.field](question.candidates.length, SIDES[question.category])}
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
