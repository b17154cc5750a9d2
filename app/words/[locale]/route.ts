import { LANGUAGES, wordsScript } from '#lib/http/words-script.ts'

/** The words of a language as a script. The address carries a version, so that browsers keep it. */
export const dynamic = 'force-static'
export const dynamicParams = false
export const generateStaticParams = () => LANGUAGES.map((locale) => ({ locale }))

export async function GET(_request: Request, { params }: { params: Promise<{ locale: string }> }): Promise<Response> {
  const { locale } = await params
  return new Response(wordsScript(locale), {
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    },
  })
}
