import type { Finding } from './finding';

export interface AccessFacts {
  /** Status of `/healthz`. */
  health: number;
  /** Statuses of what needs a key, asked without one, by path. */
  withoutKey: Record<string, number>;
  /** Status of `/metrics` with the key of this installation; null if there is no such key. */
  withKey: number | null;
}

const isClosed = (status: number) => status === 401 || status === 403;

function checkClosed(path: string, status: number): Finding[] {
  if (isClosed(status)) return [];
  if (status < 400) {
    return [
      {
        severity: 'error',
        what: `the app serves ${path} without a key (status ${status})`,
        why: 'anybody who reaches this address can read it',
        remedy:
          'look for a proxy in front that adds an Authorization or Cookie header; if there is none, report it as SECURITY.md says',
      },
    ];
  }
  return [
    {
      severity: 'warning',
      what: `the app answers ${path} without a key with status ${status} instead of 401`,
      why: 'it cannot be told whether it asks for a key',
      remedy: 'run this command again when the app is ready',
    },
  ];
}

/** Checks who gets an answer from the running app. */
export function checkAccess({ health, withoutKey, withKey }: AccessFacts): Finding[] {
  const found = Object.entries(withoutKey).flatMap(([path, status]) => checkClosed(path, status));
  if (health !== 200) {
    found.push({
      severity: 'error',
      what: `/healthz answers with status ${health}`,
      why: 'a liveness probe restarts the app although it runs',
      remedy: 'look for a proxy in front that keeps the request or asks for a sign-in',
    });
  }
  if (withKey !== 200) {
    found.push({
      severity: 'warning',
      what: `the figures of the app cannot be read: ${withKey === null ? 'this installation has no key' : `/metrics answers with status ${withKey}`}`,
      why: 'failing detectors, a full queue and scarce files go unnoticed here',
      remedy:
        'run this command as the user of the app and with its DRIFTWATCH_DATA, or set DRIFTWATCH_KEY to a key of scope read',
    });
  }
  return found;
}
