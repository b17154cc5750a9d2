'use client'

import { t } from '@lingui/core/macro'
import { clsx } from 'clsx'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import type { CurlCallsProps } from './curl-calls.tsx'
import { Disclosure } from './disclosure.tsx'

const CurlCalls = dynamic(() => import('./curl-calls.tsx').then((module) => module.CurlCalls), { loading: () => null })

interface SameAsCurlProps extends CurlCallsProps {
  readonly className?: string
}

/** The call that a form makes, for those with a terminal beside it. Put together only while it is open. */
export function SameAsCurl({ className, ...calls }: SameAsCurlProps) {
  const [open, setOpen] = useState(false)
  return (
    <Disclosure title={t`Same as curl`} className={clsx('max-lg:hidden', className)} onOpen={setOpen}>
      {open && <CurlCalls {...calls} />}
    </Disclosure>
  )
}
