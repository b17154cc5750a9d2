import { resolve } from 'node:path'

/** A path as the person who typed it means it: npm runs commands in the folder of the project. */
export const pathOfCaller = (path: string): string =>
  resolve(process.env.npm_lifecycle_event === 'gatehouse' ? (process.env.INIT_CWD ?? '') : '', path)
