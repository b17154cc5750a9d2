/** For skeletons: read out at once, shown after 5 s. */
export function Waiting({ what }: { readonly what: string }) {
  return (
    <p role="status" className="after-5s mt-4 text-sm text-ink-3">
      Waiting for {what}. The server has not answered yet.
    </p>
  )
}
