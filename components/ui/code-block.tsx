import { CopyButton } from './copy-button.tsx'

interface CodeBlockProps {
  readonly text: string
  /** What it is, for the copy button and assistive technology. */
  readonly label: string
}

export function CodeBlock({ text, label }: CodeBlockProps) {
  return (
    <div className="flex items-start rounded-md border bg-sunken">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section tabIndex={0} aria-label={label} className="min-w-0 flex-1 overflow-x-auto rounded-md">
        <pre className="mono p-3 text-[0.75rem]/5">{text}</pre>
      </section>
      <CopyButton text={text} what={label} className="m-1" />
    </div>
  )
}
