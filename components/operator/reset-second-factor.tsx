'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { notify } from '#components/ui/toast.tsx'
import { TypedConfirmation } from '#components/ui/typed-confirmation.tsx'
import { type PersonRow, peopleApi } from '#lib/client/people-api.ts'
import { peopleKeys } from '#lib/client/people-queries.ts'
import { useWrite } from '#lib/client/queries.ts'

export function ResetSecondFactor({ person, onClose }: { readonly person: PersonRow; readonly onClose: () => void }) {
  const reset = useWrite(
    () => peopleApi.resetSecondFactor(person.id),
    [peopleKeys.people],
    () => {
      notify(t`${person.name} has no second factor any more`)
      onClose()
    },
  )
  return (
    <TypedConfirmation
      title={t`Reset the second factor of ${person.name}`}
      text={person.email}
      what={t`the e-mail address of the person`}
      action={t`Reset`}
      pending={reset.isPending}
      error={reset.error}
      onConfirm={() => reset.mutate(undefined)}
      onClose={onClose}
    >
      <li>
        <Trans>The password alone opens the account then. Make sure who asks: by voice, or in person.</Trans>
      </li>
      <li>
        <Trans>The app’s codes and the recovery codes stop counting. The person can set up a new one.</Trans>
      </li>
      <li>
        <Trans>The site audit tells that you did it.</Trans>
      </li>
    </TypedConfirmation>
  )
}
