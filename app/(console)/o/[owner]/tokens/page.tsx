import type { Metadata } from 'next'
import { TokenList } from '#components/tokens/token-list.tsx'

export const metadata: Metadata = { title: 'API tokens' }

export default function Page() {
  return <TokenList />
}
