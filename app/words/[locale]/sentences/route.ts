import { LANGUAGES, sentencesJson } from '#lib/http/words-script.ts'

/** The sentences of a language that rules and answers make. The address carries a version, so that browsers keep it. */
export const dynamic = 'force-static'
export const dynamicParams = false
export const generateStaticParams = () => LANGUAGES.map((locale) => ({ locale }))

export async function GET(_request: Request, { params }: { params: Promise<{ locale: string }> }): Promise<Response> {
  const { locale } = await params
  return new Response(sentencesJson(locale), {
    headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=31536000, immutable' },
  })
}
