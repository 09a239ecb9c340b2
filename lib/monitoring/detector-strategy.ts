import type { DetectorState, DetectorWindows, LearningProgress, Level, Reading } from '../detectors/types';
import { type DetectorBehaviour, learnsLevel, neededPoints } from './detector-behaviour';
import {
  changeOf,
  createEpisode,
  createUnknownEpisode,
  type DriftEpisode,
  type EpisodeEnd,
  endOf,
  isWorsening,
  worseMean,
  worseSign,
} from './drift-episode';
import { judgeBy } from './judge-by';
import { checkContinues, type StrategySnapshot, type Successor, type Transition } from './strategy-snapshot';

/**
 * A method bound to its params, with the state of ONE series and its episodes of drift.
 *
 * A drift begins an episode and `stable` ends it, unless the level is still far from where it was. `warning`
 * and `insufficient_data` change nothing, so that a value near the limit does not flap. While an episode
 * lasts, a second state of the same method, the follow-up, learns what is ordinary inside it and reports when
 * that becomes clearly worse; a rule of the detector may make it the reference after a time. Outside an
 * episode all this costs a comparison. State: that of the method, twice while an episode lasts.
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

  /**
   * Starts afresh, or continues from a snapshot as if there had been no pause.
   * @throws INVALID_INPUT for a snapshot of another method or version.
   */
  constructor(behaviour: DetectorBehaviour, snapshot?: StrategySnapshot) {
    this.behaviour = behaviour;
    if (snapshot === undefined) {
      this.#state = this.#newState();
      this.#learning = { seen: 0, needed: neededPoints(behaviour) };
      return;
    }
    checkContinues(snapshot, behaviour.method);
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

  /** How far the learning has come while the level is `insufficient_data`; otherwise `null`. */
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

  /** How the last point ended the episode, if it ended one. */
  get end(): EpisodeEnd | null {
    return this.#end;
  }

  /**
   * If the last point ended an episode by the adopt rule: since when the points are the reference; otherwise
   * `null`.
   */
  get adoptedFromMs(): number | null {
    return this.#adoptedFromMs;
  }

  /** If the last point made the change clearly worse: by how much, in the metric's unit, signed. */
  get worsening(): number | null {
    return this.#worsening;
  }

  /**
   * Takes one point.
   *
   * @param value finite.
   * @param tsMs epoch milliseconds, not before the last point.
   * @returns the reading. If the method does not say how far its learning is, the points since it last judged
   *   are counted.
   */
  update(value: number, tsMs: number): Reading {
    this.#transition = 'none';
    if (this.#successor !== null) return this.#updateSuccessor(this.#successor, value, tsMs);
    const reading = this.judge(value, tsMs);
    if (this.#episode !== null) return this.#continueEpisode(this.#episode, reading, value, tsMs);
    if (reading.level === 'drift') this.#openEpisode(reading, value, tsMs);
    return reading;
  }

  /**
   * The same for a point of the past or of a simulation: it is learned from and judged, but no episode begins
   * or ends.
   */
  judge(value: number, tsMs: number): Reading {
    return this.#note(judgeBy(this.behaviour, this.#state, value, tsMs), tsMs);
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
   * Sets whether an episode lasts, if the caller knows better than the snapshot: one from before episodes
   * were recorded, or a state that was primed anew. How the episode began is not known then, and the
   * follow-up starts with the next point.
   */
  setInEpisode(inEpisode: boolean): void {
    if (inEpisode === this.inEpisode) return;
    const followUp = this.#newFollowUp();
    this.#episode = inEpisode ? createUnknownEpisode(this.#lastTsMs ?? 0, followUp) : null;
  }

  /** A copy that later updates do not change. */
  snapshot(): StrategySnapshot {
    return structuredClone(this.peek());
  }

  /**
   * What a snapshot would copy, without copying: for writing or measuring at once; do not keep or change it.
   */
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

  #newState(): DetectorState {
    const { method, params, direction, timeZone } = this.behaviour;
    return method.init(params, { direction, timeZone });
  }

  #newFollowUp(): DetectorState | null {
    return learnsLevel(this.behaviour.method) ? this.#newState() : null;
  }

  #openEpisode(reading: Reading, value: number, tsMs: number): void {
    const { method } = this.behaviour;
    const followUp = this.#newFollowUp();
    if (followUp !== null) method.update(followUp, value, tsMs);
    const change = changeOf(reading, method.windows(this.#state));
    this.#episode = createEpisode(tsMs, method.onsetMs(this.#state), change, followUp);
    this.#transition = 'opened';
  }

  /** How a point ends the episode. A series without a level (`unstable`) has none to return to. */
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
    const inside = judgeBy(this.behaviour, followUp, value, tsMs);
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

  /**
   * The follow-up sees a drift of its own. A change for the worse is an escalation; after one for the better
   * the follow-up learns the level anew.
   */
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
    // A run that only sees a warning is recovering.
    const isBad = reading.level === 'drift' || reading.level === 'insufficient_data';
    if (isBad && isWorsening(episode, change, sign)) {
      this.#transition = 'escalated';
      this.#worsening = change.delta;
      episode.worstMean = null;
    } else if (sign === 0 || (change.delta ?? 0) * sign < 0) {
      episode.worstMean = worseMean(episode.worstMean, change.referenceMean, sign);
    } else return;
    episode.followUp = this.#newState();
    episode.followed = 1;
    episode.followedFromMs = tsMs;
    method.update(episode.followUp, value, tsMs);
  }

  /**
   * After a retrain: until the successor has learned what is ordinary, only a drift of the earlier state for
   * the worse counts, since a return to the good level is what the retrain was for.
   */
  #updateSuccessor({ state, worseSign: sign }: Successor, value: number, tsMs: number): Reading {
    const guard = judgeBy(this.behaviour, this.#state, value, tsMs);
    const change =
      guard.level === 'drift' ? changeOf(guard, this.behaviour.method.windows(this.#state)) : null;
    if ((change?.delta ?? 0) * sign > 0) {
      this.#successor = null;
      this.#openEpisode(guard, value, tsMs);
      return this.#note(guard, tsMs);
    }
    const reading = this.#note(judgeBy(this.behaviour, state, value, tsMs), tsMs);
    if (reading.level !== 'insufficient_data') {
      this.#state = state;
      this.#successor = null;
    }
    return reading;
  }
}
