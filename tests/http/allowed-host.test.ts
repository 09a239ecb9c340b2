import { describe, expect, it, test, vi } from 'vitest';
import { readEnv } from '@/lib/env';
import { DriftwatchError } from '@/lib/errors';
import { allowedHostsFor, isLoopback, refuseForeignRequest } from '@/lib/http/allowed-host';

interface Case {
  listensOn?: string;
  named?: string[];
  method?: string;
  host?: string;
  origin?: string;
  forwarded?: string;
}

/** Returns undefined if the request may pass, otherwise the reason. */
function refusal({ listensOn = '127.0.0.1', named, method = 'GET', host, origin, forwarded }: Case) {
  try {
    const headers = { host, origin, ...(forwarded && { 'x-forwarded-host': forwarded }) };
    refuseForeignRequest({ method, headers }, allowedHostsFor(listensOn, named));
    return undefined;
  } catch (error) {
    if (!(error instanceof DriftwatchError) || error.code !== 'FORBIDDEN') throw error;
    return error.message;
  }
}

test('a host longer than any name is refused without being parsed, and not repeated in full', () => {
  for (const host of [':'.repeat(16_000), 'a'.repeat(16_000), `${'a.'.repeat(151)}`]) {
    const canParse = vi.spyOn(URL, 'canParse');
    const reason = refusal({ host });
    expect(reason).toMatch(/^this server is not known as/);
    expect(reason?.length).toBeLessThan(450);
    expect(canParse.mock.calls.filter(([address]) => String(address).length > 310)).toEqual([]);
    canParse.mockRestore();
  }
});

describe('the host of a request', () => {
  const passing: Case[] = [
    { host: 'localhost' },
    { host: 'LOCALHOST:3000' },
    { host: '127.0.0.1:8080' },
    { host: '127.0.1.1' },
    { host: '[::1]:3000' },
    { host: '127.0.0.1:3000', listensOn: 'localhost' },
    { host: '[::1]:3000', listensOn: '::1' },
    { host: 'drift.example.com', named: ['Drift.Example.com'] },
    { host: '[fd00::1]:3000', named: ['fd00::1'] },
    { host: 'any.example', listensOn: '0.0.0.0' },
    { host: 'drift.example.com:3000', listensOn: '0.0.0.0', named: ['drift.example.com'] },
    { host: 'localhost:3000', listensOn: '0.0.0.0', named: ['drift.example.com'] },
  ];
  test.each(passing)('%o is accepted', (request) => {
    expect(refusal(request)).toBeUndefined();
  });

  const refused: Case[] = [
    {},
    { host: '' },
    { host: 'rebound.example:3000' },
    { host: '127.0.0.1.rebound.example' },
    { host: 'localhost.rebound.example' },
    { host: 'rebound.example@localhost' },
    { host: 'localhost/rebound.example' },
    { host: '192.168.1.7:3000' },
    { host: '0.0.0.0:3000' },
    { host: 'other.example', named: ['drift.example.com'] },
    { host: 'sub.drift.example.com', named: ['drift.example.com'] },
    { host: 'other.example', listensOn: '0.0.0.0', named: ['drift.example.com'] },
    { host: 'rebound.example', forwarded: 'localhost' },
    { host: 'localhost', forwarded: 'rebound.example' },
  ];
  test.each(refused)('%o is refused', (request) => {
    expect(refusal(request)).toMatch(/^this server is not known as/);
  });
});

describe('the origin of a write', () => {
  const host = '127.0.0.1:3000';
  const passing: Case[] = [
    { method: 'POST', host },
    { method: 'POST', host, origin: 'http://127.0.0.1:3000' },
    { method: 'PATCH', host: 'LOCALHOST:3000', origin: 'http://localhost:3000' },
    { method: 'GET', host, origin: 'https://elsewhere.example' },
    {
      method: 'DELETE',
      host,
      origin: 'https://drift.example.com',
      forwarded: 'drift.example.com',
      named: ['drift.example.com'],
    },
  ];
  test.each(passing)('%o is accepted', (request) => {
    expect(refusal(request)).toBeUndefined();
  });

  const refused: Case[] = [
    { method: 'POST', host, origin: 'https://elsewhere.example' },
    { method: 'POST', host, origin: 'http://127.0.0.1:4000' },
    { method: 'POST', host, origin: 'http://localhost:3000' },
    { method: 'POST', host, origin: 'null' },
    { method: 'DELETE', host, origin: 'http://127.0.0.1:3000', forwarded: 'localhost' },
    { method: 'POST', host: 'any.example', listensOn: '0.0.0.0', origin: 'http://other.example' },
  ];
  test.each(refused)('%o is refused', (request) => {
    expect(refusal(request)).toMatch(/^writes from pages of .* are refused/);
  });
});

it('distinguishes loopback addresses from others', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1', 'localhost'].filter(isLoopback)).toHaveLength(4);
  expect(['0.0.0.0', '::', '127.example.com', 'localhost.example.com', ''].filter(isLoopback)).toEqual([]);
});

describe('ALLOWED_HOSTS', () => {
  it('is a comma-separated list, and unset if empty', () => {
    expect(readEnv({ ALLOWED_HOSTS: 'a.example, 10.0.0.5,[fd00::1]' }).ALLOWED_HOSTS).toEqual([
      'a.example',
      '10.0.0.5',
      '[fd00::1]',
    ]);
    expect(readEnv({ ALLOWED_HOSTS: '' }).ALLOWED_HOSTS).toBeUndefined();
  });

  it.each(['https://a.example', 'a.example,', 'a b'])('refuses “%s”', (list) => {
    expect(() => readEnv({ ALLOWED_HOSTS: list })).toThrow(
      'bad environment: ALLOWED_HOSTS: must be host names',
    );
  });
});

test('the verdict on a host does not depend on other hosts in between', () => {
  const foreign = () => refusal({ host: 'evil.example' });
  const own = () => refusal({ host: 'localhost:3000' });
  const before = [foreign(), own()];
  expect(before).toEqual([expect.stringContaining('evil.example'), undefined]);
  for (let index = 0; index < 250; index += 1) {
    expect(refusal({ host: `host-${index}.example` })).toContain(`host-${index}.example`);
    expect([foreign(), own()]).toEqual(before);
  }
});
