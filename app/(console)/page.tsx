import { OwnerChooser } from '#components/shell/owner-chooser.tsx'

export default function Page() {
  return (
    <main className="mx-auto max-w-lg px-4 pt-[14dvh]">
      <OwnerChooser />
    </main>
  )
}
