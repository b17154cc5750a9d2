'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { KeySetting } from '#components/shell/key-setting.tsx'
import { useConsole } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { useSecondFactor } from '#lib/client/people-queries.ts'
import { SecondFactorSection } from './second-factor-section.tsx'
import { SessionList } from './session-list.tsx'

const PasswordDialog = dynamic(() => import('./password-dialog.tsx').then((module) => module.PasswordDialog), {
  loading: () => null,
})

/** What concerns the person, whatever owner: password, second factor, sessions. */
export function AccountPage() {
  const { me } = useConsole()
  const { data } = useSecondFactor()
  const [password, setPassword] = useState(false)
  return (
    <>
      <PageHeader
        title={t`Your account`}
        lead={t`The same in every owner.`}
        actions={
          data?.password && (
            <Button onClick={() => setPassword(true)}>
              <Trans>Change password</Trans>
            </Button>
          )
        }
      />
      <div className="flex flex-col gap-10">
        <div className="max-w-2xl">
          <Facts
            facts={[
              [t`Name`, me.user.name],
              [t`E-mail`, me.user.email],
            ]}
          />
        </div>
        <SecondFactorSection />
        <SessionList />
        <section aria-labelledby="keyboard" className="max-w-2xl">
          <h2 id="keyboard" className="mb-2 text-base font-semibold">
            <Trans>Keyboard</Trans>
          </h2>
          <KeySetting />
        </section>
      </div>
      {password && <PasswordDialog onClose={() => setPassword(false)} />}
    </>
  )
}
