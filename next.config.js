/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are checked by `npm test`; a second pass would only make the first start slower.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ['postgres', 'pino', '@peculiar/x509'],
  async rewrites() {
    // For a plain `next start`, where no listener of ours runs (rules.md 2).
    return { beforeFiles: [{ source: '/update-info', destination: '/api/update-info' }] }
  },
}
