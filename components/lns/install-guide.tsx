'use client'

import { t } from '@lingui/core/macro'
import { useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { Field, Select } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import { useGuides } from '#lib/client/lns-api.ts'
import { say } from '#lib/client/say.ts'

/** How to bring this gateway here, by maker, with its own values. */
export function InstallGuide({ gateway }: { readonly gateway: string }) {
  const { data, error, refetch } = useGuides(useOwnerId(), gateway)
  const [maker, setMaker] = useState('generic')
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />
  const guide = data?.guides.find(({ id }) => id === maker)
  if (!data || !guide) return <Waiting what={t`the guides`} />
  return (
    <div className="flex max-w-[72ch] flex-col gap-5">
      <Field label={t`Maker`} className="sm:max-w-xs">
        <Select
          value={maker}
          onChange={(event) => setMaker(event.target.value)}
          options={data.guides.map(({ id, maker: name }) => ({ value: id, label: say(name) }))}
        />
      </Field>
      <p className="text-sm text-ink-2">{say(guide.models)}</p>
      <ol className="flex list-decimal flex-col gap-3 pl-5 text-sm">
        {guide.steps.map(({ text, code }) => (
          <li key={text}>
            <p className="mb-1">{say(text)}</p>
            {code && <CodeBlock text={code} label={say(text)} />}
          </li>
        ))}
      </ol>
      <Points title={t`What people run into`} points={guide.traps} />
      <Points title={t`Depends on the firmware of the gateway`} points={guide.depends} />
    </div>
  )
}

function Points({ title, points }: { readonly title: string; readonly points: readonly string[] }) {
  if (points.length === 0) return null
  return (
    <section className="text-sm">
      <h2 className="mb-1 text-sm font-semibold">{title}</h2>
      <ul className="list-disc pl-5 text-ink-2">
        {points.map((point) => (
          <li key={point} className="py-0.5">
            {point}
          </li>
        ))}
      </ul>
    </section>
  )
}
