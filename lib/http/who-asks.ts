import { currentRequest } from '../telemetry/request-context';
import { callerIfKnown } from './caller';
import { senderOf } from './sender-of';

/** Returns whose turn the request under way is: that of its caller, or of its sender if nobody has signed in. */
export function whoAsks(): string {
  return callerIfKnown()?.name ?? senderOf(currentRequest()?.address);
}
