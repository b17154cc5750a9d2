import type { Metadata } from 'next'
import { UploadForm } from '#components/firmware/upload-form.tsx'

export const metadata: Metadata = { title: 'Upload firmware' }

export default function Page() {
  return <UploadForm />
}
