import type { DetectorState, DetectorWindows, LearningProgress, Level, Reading } from '../detectors/types';
import { DriftwatchError } from '../errors';
import { type DetectorBehaviour, learnsLevel, neededPoints } from './detector-behaviour';
import {
  changeOf,
  type DriftEpisode,
  type EpisodeEnd,
  endOf,
  isWorsening,
  worseMean,
  worseSign,
} from './drift-episode';
import { isTooSmall } from './run-rules';
import type { StrategySnapshot, Successor, Transition } from './strategy-snapshot';

/**
 * A method bound to its params, with the state of ONE series and the life of its drifts.
 *
 * Drift begins an episode and `stable` ends it, unless the level is still far from where it was; `warning` and
 * `insufficient_data` leave things as they are, so that a value hovering at the limit does not flap. While it lasts a second state of the same method, the follow-up, learns what
 * is ordinary inside it and tells when that gets clearly worse; a rule of the detector may make it the reference after
 * a time. Outside an episode all this costs a comparison. State: that of the method, twice while an episode lasts.
 */
export class DetectorStrategy {
  readonly behaviour: DetectorBehaviour;
  #state: DetectorState;
  #level: Level = 'insufficient_data';
  #learning: LearningProgress | null;
  #lastTsMs: number | null = null;
  #episode: DriftEpisode | null = null;
  #successor: Successor | null = null;
  #transition: Transition = 'none';
  #end: EpisodeEnd | null = null;
  #worsening: number | null = null;
  #adoptedFromMs: number | null = null;

  /** Starts afresh, or goes on from a snapshot as if there had been no pause. */
  constructor(behaviour: DetectorBehaviour, snapshot?: StrategySnapshot) {
    const { method } = behaviour;
    this.behaviour = behaviour;
    if (snapshot === undefined) {
      this.#state = this.#freshState();
      this.#learning = { seen: 0, needed: neededPoints(behaviour) };
      return;
    }
    if (snapshot.method !== method.method || snapshot.version !== method.version) {
      throw new DriftwatchError(
        'INVALID_INPUT',
        `a state of ${snapshot.method} version ${snapshot.version} cannot be continued by ` +
          `${method.method} version ${method.version}; start afresh and replay the series`,
      );
    }
    const {
      state,
      level,
      learning = null,
      lastTsMs,
      episode = null,
      successor = null,
    } = structuredClone(snapshot);
    this.#state = state;
    this.#level = level;
    this.#learning = learning;
    this.#lastTsMs = lastTsMs;
    this.#episode = episode;
    this.#successor = successor;
  }

  /** Level of the last reading. */
  get level(): Level {
    return this.#level;
  }

  /** How far it has come, while its level is `insufficient_data`; else `null`. */
  get learning(): LearningProgress | null {
    return this.#learning;
  }

  get lastTsMs(): number | null {
    return this.#lastTsMs;
  }

  /** Whether an episode of drift lasts. */
  get inEpisode(): boolean {
    return this.#episode !== null;
  }

  /** What the last point did. */
  get transition(): Transition {
    return this.#transition;
  }

  /** How the episode ended that the last point ended. */
  get end(): EpisodeEnd | null {
    return this.#end;
  }

  /** Where the last point ended an episode by the rule that adopts: since when the points are the reference; else `null`. */
  get adoptedFromMs(): number | null {
    return this.#adoptedFromMs;
  }

  /** The change that the last point made clearly worse is worse by this much, in the metric's unit, signed. */
  get worsening(): number | null {
    return this.#worsening;
  }

  /**
   * Takes one finite value in; `tsMs` is not before the last one. Where the method does not say how far its learning is,
   * the points since it last judged are counted.
   */
  update(value: number, tsMs: number): Reading {
    this.#transition = 'none';
    if (this.#successor !== null) return this.#updateSuccessor(this.#successor, value, tsMs);
    const reading = this.judge(value, tsMs);
    if (this.#episode !== null) return this.#continueEpisode(this.#episode, reading, value, tsMs);
    if (reading.level === 'drift') this.#openEpisode(reading, value, tsMs);
    return reading;
  }

  /** The same for a point of the past, or of a simulation: it is learned from and judged, and no episode begins or ends. */
  judge(value: number, tsMs: number): Reading {
    return this.#note(this.#judgeBy(this.#state, value, tsMs), tsMs);
  }

  /** Keeps what the run says about a point. */
  #note(reading: Reading, tsMs: number): Reading {
    this.#level = reading.level;
    this.#lastTsMs = tsMs;
    if (reading.level === 'insufficient_data') return this.#noteLearning(reading);
    this.#learning = null;
    return reading;
  }

  #noteLearning(reading: Reading): Reading {
    const needed = neededPoints(this.behaviour);
    const seen = Math.min((this.#learning?.seen ?? 0) + 1, needed);
    this.#learning = reading.learning ?? { seen, needed };
    return { ...reading, learning: this.#learning };
  }

  windows(): DetectorWindows {
    return this.behaviour.method.windows(this.#judging());
  }

  onsetMs(): number | null {
    return this.behaviour.method.onsetMs(this.#judging());
  }

  /**
   * Says whether an episode lasts, where the caller knows better than the snapshot: one from before runs knew of episodes,
   * or a state that was primed anew. How it began is not known then, and the follow-up starts with the next point.
   */
  setInEpisode(inEpisode: boolean): void {
    if (inEpisode === this.inEpisode) return;
    this.#episode = inEpisode
      ? {
          openedMs: this.#lastTsMs ?? 0,
          onsetMs: this.#lastTsMs ?? 0,
          referenceMean: null,
          delta: null,
          followUp: this.#freshFollowUp(),
          followed: 0,
          followedFromMs: this.#lastTsMs ?? 0,
          worstMean: null,
        }
      : null;
  }

  /** A copy that later updates leave alone. */
  snapshot(): StrategySnapshot {
    return structuredClone(this.peek());
  }

  /** What a snapshot would copy, as it is: to be written or measured at once, neither kept nor changed. */
  peek(): StrategySnapshot {
    const { method, version } = this.behaviour.method;
    return {
      method,
      version,
      state: this.#state,
      level: this.#level,
      lastTsMs: this.#lastTsMs,
      episode: this.#episode,
      successor: this.#successor,
      ...(this.#learning !== null && { learning: this.#learning }),
    };
  }

  /** The state that the last reading came from. */
  #judging(): DetectorState {
    return this.#successor?.state ?? this.#state;
  }

  #freshState(): DetectorState {
    const { method, params, direction, timeZone } = this.behaviour;
    return method.init(params, { direction, timeZone });
  }

  #freshFollowUp(): DetectorState | null {
    return learnsLevel(this.behaviour.method) ? this.#freshState() : null;
  }

  #judgeBy(state: DetectorState, value: number, tsMs: number): Reading {
    const { method, rules } = this.behaviour;
    const reading = method.update(state, value, tsMs);
    if (reading.level !== 'drift' || rules.minChange === null) return reading;
    const referenceMean = () => method.windows(state).reference?.mean ?? null;
    return isTooSmall(reading, rules.minChange, referenceMean) ? { ...reading, level: 'warning' } : reading;
  }

  #openEpisode(reading: Reading, value: number, tsMs: number): void {
    const { method } = this.behaviour;
    const followUp = this.#freshFollowUp();
    if (followUp !== null) method.update(followUp, value, tsMs);
    this.#transition = 'opened';
    this.#episode = {
      openedMs: tsMs,
      onsetMs: method.onsetMs(this.#state) ?? tsMs,
      ...changeOf(reading, method.windows(this.#state)),
      followUp,
      followed: 1,
      followedFromMs: tsMs,
      worstMean: null,
    };
  }

  /** How a point ends the episode. A series that has no level (`unstable`) has none to return to. */
  #endAt(episode: DriftEpisode, { level }: Reading, value: number): EpisodeEnd | null {
    if (level === 'unstable') return 'new_level';
    return level === 'stable' ? endOf(episode, this.windows(), value) : null;
  }

  #endEpisode(end: EpisodeEnd): void {
    this.#episode = null;
    this.#transition = 'resolved';
    this.#end = end;
  }

  #continueEpisode(episode: DriftEpisode, reading: Reading, value: number, tsMs: number): Reading {
    const end = this.#endAt(episode, reading, value);
    if (end !== null) {
      this.#adoptedFromMs = null;
      this.#endEpisode(end);
      return reading;
    }
    const { followUp } = episode;
    if (followUp === null) return reading;
    const inside = this.#judgeBy(followUp, value, tsMs);
    episode.followed += 1;
    const { adoptAfterMs } = this.behaviour.rules;
    if (adoptAfterMs !== null && tsMs - episode.openedMs >= adoptAfterMs) {
      this.#adoptedFromMs = episode.followedFromMs;
      this.#state = followUp;
      this.#learning = { seen: episode.followed - 1, needed: neededPoints(this.behaviour) };
      this.#endEpisode('new_level');
      return this.#note(inside, tsMs);
    }
    if (inside.level === 'drift') this.#followDrift(episode, followUp, reading, inside, value, tsMs);
    return reading;
  }

  /** The follow-up sees a drift of its own: for the worse it is told, for the better the follow-up learns the level anew. */
  #followDrift(
    episode: DriftEpisode,
    followUp: DetectorState,
    reading: Reading,
    inside: Reading,
    value: number,
    tsMs: number,
  ): void {
    const { method, direction } = this.behaviour;
    const sign = worseSign(direction, episode.delta);
    const change = changeOf(inside, method.windows(followUp));
    // A run that sees a warning only is on its way back.
    const isBad = reading.level === 'drift' || reading.level === 'insufficient_data';
    if (isBad && isWorsening(episode, change, sign)) {
      this.#transition = 'escalated';
      this.#worsening = change.delta;
      episode.worstMean = null;
    } else if (sign === 0 || (change.delta ?? 0) * sign < 0) {
      episode.worstMean = worseMean(episode.worstMean, change.referenceMean, sign);
    } else return;
    episode.followUp = this.#freshState();
    episode.followed = 1;
    episode.followedFromMs = tsMs;
    method.update(episode.followUp, value, tsMs);
  }

  /**
   * After a retrain: until the successor has learned what is ordinary, the state before it is asked for a drift for the
   * worse only, since a return to the good level is what the retrain was for.
   */
  #updateSuccessor({ state, worseSign: sign }: Successor, value: number, tsMs: number): Reading {
    const guard = this.#judgeBy(this.#state, value, tsMs);
    const change =
      guard.level === 'drift' ? changeOf(guard, this.behaviour.method.windows(this.#state)) : null;
    if ((change?.delta ?? 0) * sign > 0) {
      this.#successor = null;
      this.#openEpisode(guard, value, tsMs);
      return this.#note(guard, tsMs);
    }
    const reading = this.#note(this.#judgeBy(state, value, tsMs), tsMs);
    if (reading.level !== 'insufficient_data') {
      this.#state = state;
      this.#successor = null;
    }
    return reading;
  }
}
