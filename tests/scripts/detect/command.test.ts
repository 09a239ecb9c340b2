import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createBehaviour } from '@/lib/monitoring/detector-behaviour';
import { DetectorStrategy } from '@/lib/monitoring/detector-strategy';
import { detect } from '@/scripts/detect/detect';
import { normals } from '../../contract/seeded-numbers';
import { csvFolder } from './csv-file';

const csvFile = csvFolder();
const startMs = Date.UTC(2024, 0, 1);
const minuteMs = 60_000;
const limit = ['--method', 'static_threshold', '--params', '{"upper": 10}'];

/** The command as a person runs it. */
function command(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/detect.mjs', ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** The same without a separate process, which takes a second. */
async function run(...args: string[]) {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const into = (pieces: string[]) =>
    new Writable({
      write(piece, _encoding, done) {
        pieces.push(String(piece));
        done();
      },
    });
  let status = 0;
  try {
    await detect(args, into(stdout), into(stderr));
  } catch (error) {
    status = 1;
    stderr.push(`${(error as Error).message}\n`);
  }
  return { status, stdout: stdout.join(''), stderr: stderr.join('') };
}

/** The lines of a run that has to succeed. */
async function linesOf(...args: string[]): Promise<Record<string, unknown>[]> {
  const { status, stdout, stderr } = await run(...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.endsWith('\n')).toBe(true);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** The readings of a strategy of the app, fed directly. */
function judged(method: string, params: unknown, values: number[], times: number[]) {
  const strategy = new DetectorStrategy(createBehaviour(method, params));
  return values.map((value, index) => {
    const { statistic, threshold, level, learning } = strategy.update(value, times[index] ?? 0);
    const onsetMs = strategy.onsetMs();
    return {
      row: index,
      group: '',
      ts: new Date(times[index] ?? 0).toISOString(),
      value,
      statistic,
      threshold,
      level,
      event: strategy.transition === 'none' ? null : strategy.transition,
      onset: onsetMs === null ? null : new Date(onsetMs).toISOString(),
      ...(learning && { learning }),
    };
  });
}

describe('judging', () => {
  test('prints one line per data row with exactly the promised fields', async () => {
    const text = '\uFEFFtimestamp,value\r\n2024-01-01T00:00:00Z,9.5\r\n"2024-01-01 00:01:00",12\r\n';
    const lines = await linesOf(...limit, '--csv', csvFile(text));
    expect(
      lines.map(({ row, group, ts, value, level, event, onset }) => [
        row,
        group,
        ts,
        value,
        level,
        event,
        onset,
      ]),
    ).toEqual([
      [0, '', '2024-01-01T00:00:00.000Z', 9.5, 'stable', null, null],
      [1, '', '2024-01-01T00:01:00.000Z', 12, 'drift', 'opened', '2024-01-01T00:01:00.000Z'],
    ]);
    for (const line of lines) {
      const fields = ['row', 'group', 'ts', 'value', 'statistic', 'threshold', 'level', 'event', 'onset'];
      expect(Object.keys(line)).toEqual(fields);
    }
  });

  test('a line reports the progress of learning, until the first point is judged', async () => {
    const params = '{"reference_size": 3}';
    const file = csvFile('value\n1\n3\n2\n2\n');
    const lines = await linesOf('--method', 'cusum', '--params', params, '--csv', file);
    expect(lines.map(({ level, learning }) => [level, learning])).toEqual([
      ['insufficient_data', { seen: 1, needed: 4 }],
      ['insufficient_data', { seen: 2, needed: 4 }],
      ['insufficient_data', { seen: 3, needed: 4 }],
      ['stable', undefined],
    ]);
  });

  test.each([
    ['auto', {}],
    ['auto', { false_alarm_every: 1000, reference_size: 64 }],
    ['cusum', {}],
    ['ks', {}],
  ])('%s with %j gives the same readings as the app, value by value', async (method, params) => {
    const values = [...normals(3, 600, 20, 2), ...normals(4, 200, 28, 2)];
    const times = values.map((_, index) => startMs + index * 60 * minuteMs);
    const rows = values.map((value, index) => `${times[index]},${value}`);
    const file = csvFile(['at,accuracy', ...rows].join('\n'));
    const columns = ['--timestamp', 'at', '--value', 'accuracy'];
    const lines = await linesOf(
      '--method',
      method,
      '--params',
      JSON.stringify(params),
      '--csv',
      file,
      ...columns,
    );
    expect(lines).toEqual(judged(method, params, values, times));
    expect(lines.slice(600).some(({ level }) => level === 'drift')).toBe(true);
  });

  test('every group is a run of its own with its own row numbers, however the file mixes them', async () => {
    const left = normals(5, 300, 0);
    const right = [...normals(6, 200, 50), ...normals(7, 100, 60)];
    const rows = left.flatMap((value, index) => [`left,${value}`, `right,${right[index]}`]);
    const file = csvFile(['model,value', ...rows].join('\n'));
    const lines = await linesOf('--method', 'cusum', '--csv', file, '--group', 'model');
    expect(lines).toHaveLength(600);
    const times = left.map((_, index) => index * minuteMs);
    for (const [group, values] of Object.entries({ left, right })) {
      const own = lines.filter((line) => line.group === group);
      expect(own).toEqual(judged('cusum', {}, values, times).map((line) => ({ ...line, group, ts: null })));
    }
  });

  test('rows without a value are skipped and keep their number', async () => {
    const lines = await linesOf(...limit, '--csv', csvFile('g,value\na,1\na,\na,3\n'), '--group', 'g');
    expect(lines.map(({ row, value }) => [row, value])).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  test('a time that goes back is printed unchanged and judged in the order of the file', async () => {
    const text = 'timestamp,value\n2024-01-01 00:01:00,1\n1704067200000,20\n1704067320000,20\n';
    const lines = await linesOf(...limit, '--csv', csvFile(text));
    expect(lines.map(({ ts, level, onset }) => [ts, level, onset])).toEqual([
      ['2024-01-01T00:01:00.000Z', 'stable', null],
      // The method got the latest time so far.
      ['2024-01-01T00:00:00.000Z', 'drift', '2024-01-01T00:01:00.000Z'],
      ['2024-01-01T00:02:00.000Z', 'drift', '2024-01-01T00:01:00.000Z'],
    ]);
  });

  test('it exits silently if its reader has had enough', async () => {
    const values = normals(8, 50_000);
    const args = ['scripts/detect.mjs', ...limit, '--csv', csvFile(['value', ...values].join('\n'))];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const [status] = await once(child, 'close');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('a file with only a header is valid and gives no lines', async () => {
    expect(await run(...limit, '--csv', csvFile('timestamp,value\n'))).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
  });
});

describe('refusing: exit code 1, the reason, and nothing on stdout', () => {
  const good = 'timestamp,value\n2024-01-01,1\n2024-01-02,2\n';
  test.each([
    [['--method', 'nope'], good, /^detection method must be one of auto, .+ got "nope"\n$/],
    [['--method', 'auto', '--params', '{'], good, /^--params must be a JSON object, got \{/],
    [['--method', 'auto', '--params', '[1]'], good, /^params of auto: params must be an object/],
    [['--method', 'auto', '--params', '{"size":1}'], good, /params\.size unknown param, known are/],
    [
      ['--method', 'auto', '--value', 'accuracy'],
      good,
      /^line 1: there is no column "accuracy"; the header has "timestamp", "value"\n$/,
    ],
    [
      ['--method', 'auto'],
      `${good}2024-01-03,x\n`,
      /^line 4: value must be a finite number, got the text "x"\n$/,
    ],
    [['--method', 'auto'], `${good}tomorrow,3\n`, /^line 4: timestamp must be .+ got "tomorrow"\n$/],
    [['--segment'], `${good}2024-01-03,x\n`, /^line 4: value must be a finite number/],
    [[], good, /^--method M is missing/],
  ])('%j on %j', async (args, text, message) => {
    const { status, stdout, stderr } = await run(...args, '--csv', csvFile(text));
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test('a fault after more rows than a pipe holds', async () => {
    const rows = normals(8, 5000).map((value) => `${value}`);
    const { status, stdout, stderr } = await run(
      ...limit,
      '--csv',
      csvFile(['value', ...rows, 'x'].join('\n')),
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^line 5002: /);
  });
});

test('the command prints lines and exits with 0, or prints only the reason and exits with 1', () => {
  const printed = command(...limit, '--csv', csvFile('value\n9.5\n'));
  expect({ ...printed, stdout: JSON.parse(printed.stdout).level }).toEqual({
    status: 0,
    stdout: 'stable',
    stderr: '',
  });
  expect(command(...limit, '--csv', csvFile('value\nx\n'))).toEqual({
    status: 1,
    stdout: '',
    stderr: expect.stringMatching(/^line 2: value must be a finite number, got the text "x"\n$/),
  });
});

test('a pipe is read like a file', () => {
  const pipeline = 'cat "$1" | "$0" scripts/detect.mjs --method z_score --csv /dev/stdin';
  const file = csvFile('value\n9\n11\n');
  const { status, stdout, stderr } = spawnSync('sh', ['-c', pipeline, process.execPath, file], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).value),
  ).toEqual([9, 11]);
});

test('the column of the times is reported, unless it is named by the option', async () => {
  const { status, stderr } = await run(...limit, '--csv', csvFile('Date,value\n2024-01-01,1\n'));
  expect({ status, stderr }).toEqual({ status: 0, stderr: 'the times are taken from the column "Date"\n' });
});

test('a group whose false alarms cannot be as requested is reported with the reason', async () => {
  const rows = Array.from({ length: 100 }, () => 'a,5').concat(normals(3, 100).map((value) => `b,${value}`));
  const file = csvFile(['g,value', ...rows].join('\n'));
  const { status, stderr } = await run(
    '--method',
    'cusum',
    '--csv',
    file,
    '--group',
    'g',
    '--false-alarm-every',
    '200',
  );
  expect(status).toBe(0);
  expect(stderr).toBe(
    'group "a": The reference never varies, so there is no noise to calibrate to; threshold stays 15.\n',
  );
});

describe('segmenting', () => {
  test('prints one line per group with the rows where segments begin', async () => {
    const stepping = [...normals(1, 80, 0), ...normals(2, 60, 8)];
    const calm = normals(9, 140, 5);
    const rows = stepping.flatMap((value, index) => [`stepping,${value}`, `calm,${calm[index]}`]);
    const file = csvFile(['g,value', ...rows].join('\n'));
    expect(await linesOf('--segment', '--csv', file, '--group', 'g')).toEqual([
      { group: 'stepping', segments: [0, 80] },
      { group: 'calm', segments: [0] },
    ]);
  });

  test('rows without a value are counted', async () => {
    const rows = ['', '', ...normals(1, 80, 0), '', ...normals(2, 60, 8)].map((value) => `a,${value}`);
    expect(
      await linesOf('--segment', '--csv', csvFile(['g,value', ...rows].join('\n')), '--group', 'g'),
    ).toEqual([{ group: 'a', segments: [2, 83] }]);
  });
});

describe('--false-alarm-every', () => {
  const rows = (seed: number, group: string, deviation: number) =>
    normals(seed, 1500, 10, deviation).map((value) => `${group},${value}`);
  const file = () => csvFile(['who,value', ...rows(5, 'calm', 1), ...rows(6, 'wild', 4)].join('\n'));

  test('chooses a threshold for every group from its first rows, the same each time', async () => {
    const args = ['--method', 'mean_delta', '--csv', file(), '--group', 'who', '--false-alarm-every', '300'];
    const lines = await linesOf(...args);
    expect(lines).toHaveLength(3000);
    const thresholdOf = (who: string) =>
      lines.filter(({ group }) => group === who).at(-1)?.threshold as number;
    expect(thresholdOf('wild') / thresholdOf('calm')).toBeGreaterThan(3);
    expect(thresholdOf('wild') / thresholdOf('calm')).toBeLessThan(5.5);
    const alarms = lines.filter(
      ({ level }, index) => level === 'drift' && lines[index - 1]?.level !== 'drift',
    );
    // 3,000 rows at one in 300: 10 expected.
    expect(alarms.length).toBeGreaterThan(3);
    expect(alarms.length).toBeLessThan(21);
    expect(await linesOf(...args)).toEqual(lines);
  });

  test('leaves a group that is too short at the given params, and refuses an invalid number of points', async () => {
    const short = csvFile(['value', ...normals(7, 20)].join('\n'));
    const kept = await run('--method', 'mean_delta', '--csv', short, '--false-alarm-every', '300');
    expect(kept.status).toBe(0);
    expect(kept.stderr).toBe(
      '20 rows are too few for a calibration, which needs 50; the params stay as given\n',
    );
    expect(JSON.parse(kept.stdout.trimEnd().split('\n').at(-1) ?? '').threshold).toBe(0.05);
    const refused = await run('--method', 'mean_delta', '--csv', short, '--false-alarm-every', 'never');
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('--false-alarm-every must be a whole number of points between 10');
  });
});
