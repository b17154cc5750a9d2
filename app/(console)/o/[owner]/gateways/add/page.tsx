import type { Metadata } from 'next'
import { AddForm } from '#components/gateways/add-form.tsx'

export const metadata: Metadata = { title: 'Add a gateway' }

export default function Page() {
  return <AddForm />
}
