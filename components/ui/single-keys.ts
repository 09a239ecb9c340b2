/** Whether single keys do something; some people's tools type letters of their own. */
const storageKey = 'driftwatch-single-keys';

export function singleKeysAreOn(): boolean {
  try {
    return localStorage.getItem(storageKey) !== 'off';
  } catch {
    return true;
  }
}

export function switchSingleKeys(isOn: boolean) {
  try {
    localStorage.setItem(storageKey, isOn ? 'on' : 'off');
  } catch {
    // Where nothing may be stored they stay on.
  }
}
