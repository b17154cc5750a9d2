import type { Metadata } from 'next'
import { TourPage } from '#components/tour/tour-page.tsx'

export const metadata: Metadata = { title: 'See a gateway join' }

export default function Page() {
  return <TourPage />
}
