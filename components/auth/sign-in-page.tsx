'use client'

import { SignInForm } from './sign-in-form.tsx'

export function SignInPage({ next }: { readonly next: string }) {
  // A full load: the shell starts with nothing of an earlier person.
  return <SignInForm onSignedIn={() => window.location.assign(next)} />
}
