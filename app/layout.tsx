import { GeistMono } from 'geist/font/mono';
import { GeistSans } from 'geist/font/sans';
import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { AccessProvider } from '@/components/access/access';
import { Frame } from '@/components/shell/frame';
import { QueryProvider } from '@/components/shell/query-provider';
import { ThemeProvider } from '@/components/shell/theme-provider';
import { SessionEnd } from '@/components/sign-in/session-end';
import { TimeZoneProvider } from '@/components/ui/time-zone';
import { zoneCookie } from '@/components/ui/zone-cookie';
import { nonceIn } from '@/lib/http/script-nonce';
import { loadMe } from './load-me';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Driftwatch', template: '%s · Driftwatch' },
  description: 'Tells drift from noise in the metrics of models in production.',
};

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f7f6f3' },
    { media: '(prefers-color-scheme: dark)', color: '#131415' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const zone = (await cookies()).get(zoneCookie)?.value;
  const nonce = nonceIn((await headers()).get('content-security-policy'));
  const me = await loadMe();
  return (
    // The theme is set on <html> before React takes over.
    <html lang="en" suppressHydrationWarning className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <body className="font-sans antialiased">
        <ThemeProvider nonce={nonce}>
          <TimeZoneProvider cookie={zone}>
            <QueryProvider>
              <AccessProvider me={me}>
                <Frame sessionEnd={<SessionEnd />}>{children}</Frame>
              </AccessProvider>
            </QueryProvider>
          </TimeZoneProvider>
        </ThemeProvider>
      </body>
    </html>
  );
}
