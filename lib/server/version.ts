import packageJson from '../../package.json' with { type: 'json' }

/** Of this Gatehouse, as in package.json. */
export const VERSION: string = packageJson.version
