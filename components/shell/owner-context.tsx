'use client'

import { createContext, type ReactNode, useContext } from 'react'
import type { Me, OwnerOfMe } from '#lib/client/contracts.ts'
import { RIGHTS_OF_ROLE, type Right } from '#lib/domain/rights.ts'

interface Console {
  readonly me: Me
  readonly owner: OwnerOfMe
}

const Context = createContext<Console | undefined>(undefined)

export function OwnerProvider({ children, ...value }: Console & { readonly children: ReactNode }) {
  return <Context.Provider value={value}>{children}</Context.Provider>
}

/** The signed-in person and the owner that the URL names. */
export function useConsole(): Console {
  const value = useContext(Context)
  if (!value) throw new Error('useConsole outside of the console shell')
  return value
}

/** The owner's ID6, as the API takes it. */
export const useOwnerId = (): string => useConsole().owner.id

/** Whether the role allows it. The server decides; this only leaves out what it would refuse. */
export const useCan = (right: Right): boolean => RIGHTS_OF_ROLE[useConsole().owner.role].includes(right)
