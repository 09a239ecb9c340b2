import path from 'node:path';
import { PHASE_DEVELOPMENT_SERVER } from 'next/constants.js';

/** @type {import('next').NextConfig} */
const config = {
  outputFileTracingRoot: path.resolve(import.meta.dirname),
  turbopack: { root: path.resolve(import.meta.dirname) },
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run check` checks the types of the whole project; the build need not do it again.
  typescript: { ignoreBuildErrors: true },
  // Pages are the same for everybody now, and need not be later: no cache on the way may keep them, least of
  // all for the year that Next allows. Browsers ask each time, and get a 304.
  headers: async () => [
    {
      source: '/((?!_next/|api/).*)',
      headers: [{ key: 'cache-control', value: 'private, no-cache' }],
    },
  ],
  // All of them would take a third of the work of a start; the first view of a page takes a moment longer.
  experimental: { preloadEntriesOnStart: false },
  serverExternalPackages: ['pg', '@prisma/adapter-pg', 'better-auth'],
};

/** Pages that end on `.dev.tsx` are there in development only. */
const withDevelopmentPages = { ...config, pageExtensions: ['dev.tsx', 'tsx', 'ts'] };

export default (phase) => (phase === PHASE_DEVELOPMENT_SERVER ? withDevelopmentPages : config);
