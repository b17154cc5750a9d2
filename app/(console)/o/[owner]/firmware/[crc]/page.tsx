import type { Metadata } from 'next'
import { ImagePage } from '#components/firmware/image-page.tsx'

export const metadata: Metadata = { title: 'Firmware image' }

interface PageProps {
  readonly params: Promise<{ crc: string }>
}

export default async function Page({ params }: PageProps) {
  return <ImagePage crc={(await params).crc} />
}
