import { redirect } from 'next/navigation'
import { paths, segmentText } from '#lib/client/paths.ts'

export default async function Page({ params }: { readonly params: Promise<{ owner: string }> }) {
  redirect(paths.members(segmentText((await params).owner)))
}
