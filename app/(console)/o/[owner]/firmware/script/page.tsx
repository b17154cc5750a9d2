import type { Metadata } from 'next'
import { ScriptForm } from '#components/firmware/script-form.tsx'

export const metadata: Metadata = { title: 'Make an update script' }

export default function Page() {
  return <ScriptForm />
}
