/** While the next page is fetched: its title in outline, after 200 ms. */
export default function Loading() {
  return (
    <div aria-busy>
      <span className="sr-only">Loading</span>
      <div className="skeleton mb-6 h-6 w-44" />
      <div className="skeleton h-4 w-80 max-w-full" />
    </div>
  )
}
