import os from 'node:os';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright';
import { type Cell, report } from '../benchmarks/report';
import { orderedQuantile } from '../lib/stats/quantile';
import { measureHover } from './bench-web/measure-hover';
import { measureIdleRequests, measureOpenTabs } from './bench-web/measure-idle';
import { measureLoad, type PageLoad } from './bench-web/measure-load';
import { postDrift, singleModel, wideModel } from './bench-web/post-drift';
import { launchChromium } from './launch-chromium';
import { runApp } from './run-app';

const { values: options } = parseArgs({
  options: { loads: { type: 'string', default: '5' } },
});
const loads = Number(options.loads);
const openTabs = 20;

/** Pages of the app with the most that their scripts may weigh, in KiB. */
async function pagesOf(url: string) {
  const { items } = await (await fetch(`${url}/api/incidents?model_id=${singleModel}&limit=1`)).json();
  if (!items[0]) throw new Error(`${singleModel} has no incident: is there a detector on everything?`);
  return [
    { name: 'overview', path: '/', maxKib: 150 },
    { name: 'incidents', path: '/incidents', maxKib: 150 },
    { name: 'queue, no job open', path: '/queue?show=active', maxKib: 150 },
    { name: 'queue, a job with its chart open', path: '/queue', maxKib: 250 },
    { name: 'one incident', path: `/incidents/${items[0].id}`, maxKib: 250 },
    { name: 'model of 40 series', path: `/models/${wideModel}`, maxKib: 250 },
    {
      name: 'detector editor',
      path: `/detectors/new?model=${singleModel}&metric=accuracy`,
      maxKib: 250,
    },
  ];
}

interface MeasuredPage {
  name: string;
  maxKib: number;
  /** The median of its loads. */
  of: (key: keyof PageLoad) => number;
}

async function measurePages(browser: Browser, url: string): Promise<MeasuredPage[]> {
  const pages: MeasuredPage[] = [];
  for (const { name, path, maxKib } of await pagesOf(url)) {
    const measured: PageLoad[] = [];
    // The first load warms the server's caches.
    for (let load = 0; load <= loads; load += 1) measured.push(await measureLoad(browser, `${url}${path}`));
    measured.shift();
    const of = (key: keyof PageLoad) =>
      orderedQuantile(
        measured.map((one) => one[key]).sort((a, b) => a - b),
        0.5,
      );
    pages.push({ name, maxKib, of });
  }
  return pages;
}

/** A budget, what it allows and what was reached. */
async function budgetsOf(browser: Browser, url: string, pages: MeasuredPage[]): Promise<Cell[][]> {
  const of = (name: string, key: keyof PageLoad) =>
    pages.find((page) => page.name.startsWith(name))?.of(key) ?? null;
  const hover = await measureHover(browser, `${url}/models/${singleModel}`);
  return [
    ['largest contentful paint of the overview, ms', '≤ 1200', of('overview', 'lcpMs')],
    ['layout shift of the overview', '< 0.05', of('overview', 'cls')],
    ['script of a hover over 2,000 points, ms, median', '< 8', hover.median],
    ['the same, one move in twenty', '< 8', hover.p95],
    ['requests of an idle overview in a minute', '≤ 10', await measureIdleRequests(browser, `${url}/`)],
    [
      'requests of an idle model page in a minute',
      '≤ 10',
      await measureIdleRequests(browser, `${url}/models/${wideModel}`),
    ],
    [`a core of the app for ${openTabs} open tabs, %`, '< 5', await measureOpenTabs(browser, url, openTabs)],
    ['elements of a model page with 40 series', '< 3000', of('model', 'domNodes')],
  ];
}

async function bench(url: string) {
  const [load = 0] = os.loadavg();
  // Times say little on a machine that does other things.
  const machineLoad = `whose load average was ${load.toFixed(1)} before on ${os.cpus().length} cores`;
  await postDrift(url);
  const browser = await launchChromium();
  try {
    const pages = await measurePages(browser, url);
    const { rows: models } = await (await fetch(`${url}/api/overview`)).json();
    report({
      id: 'web',
      title: 'Loading a page',
      command: 'npm run bench:web',
      about: `Medians of ${loads} loads of the production build with an empty cache, on the network of Lighthouse's desktop preset (10 Mbit/s, 40 ms), with ${models.length} models. Scripts are all that come until the page asks for nothing more, as they are transferred. Work is what the main thread of the page takes in that time, without waiting. Browser, app and PostgreSQL share the machine, ${machineLoad}.`,
      header: [
        'page',
        'scripts, KiB',
        'wanted, at most',
        'first byte, ms',
        'LCP, ms',
        'CLS',
        'work, ms',
        'elements',
      ],
      rows: pages.map(({ name, maxKib, of }) => [
        name,
        of('scriptKib'),
        maxKib,
        of('ttfbMs'),
        of('lcpMs'),
        of('cls'),
        of('workMs'),
        of('domNodes'),
      ]),
    });
    report({
      id: 'web-budgets',
      title: 'Budgets of the screens',
      command: 'npm run bench:web',
      about: `Hovering moves the pointer over the chart of a model with one series, and counts processor time. Idle pages are watched for a minute; the share of a core is that of the app's process, without PostgreSQL.`,
      header: ['budget', 'wanted', 'reached'],
      rows: await budgetsOf(browser, url, pages),
    });
  } finally {
    await browser.close();
  }
}

// On DATABASE_URL or DRIFTWATCH_DATA.
const app = await runApp();
await bench(app.url).finally(app.stop);
