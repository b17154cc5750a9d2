const SECURITY_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(self), geolocation=(), microphone=()',
  // Next and the theme without flash need inline scripts; nothing comes from another host.
  'Content-Security-Policy': [
    "default-src 'self'",
    `script-src 'self' 'unsafe-inline'${process.env.NODE_ENV === 'production' ? '' : " 'unsafe-eval'"}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    // Files of a setup are read in one (lib/client/setup-files/file-worker.ts).
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
}

/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are checked by `npm test`; a second pass would only make the first start slower.
  typescript: { ignoreBuildErrors: true },
  experimental: {
    // English stays in the code: only other languages are fetched (lib/client/words.ts).
    swcPlugins: [
      [
        '@lingui/swc-plugin',
        {
          descriptorFields: 'message',
          runtimeModules: { i18n: ['#lib/client/words.ts', 'i18n'] },
        },
      ],
    ],
  },
  serverExternalPackages: ['postgres', 'pino', '@peculiar/x509', 'pkcs11js'],
  async headers() {
    return [{ source: '/:path*', headers: Object.entries(SECURITY_HEADERS).map(([key, value]) => ({ key, value })) }]
  },
  async rewrites() {
    // For a plain `next start`, where no listener of ours runs (rules.md 2).
    return { beforeFiles: [{ source: '/update-info', destination: '/api/update-info' }] }
  },
}
