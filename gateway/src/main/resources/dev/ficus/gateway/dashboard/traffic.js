// Rates, made of counters that were asked for again and again.

const KEPT_MS = 15 * 60_000;
const FIELDS = [
  'legacy', 'target', 'fallbacks', 'legacyErrors', 'targetErrors', 'legacyMillis', 'targetMillis',
];

/** How the counters of all routes grew while somebody looked. */
export class Traffic {
  #samples = [];

  take(routes) {
    const at = Date.now();
    const counts = new Map(routes.map((route) => [route.id, route.counts]));
    this.#samples.push({ at, counts });
    while (this.#samples.length > 2 && at - this.#samples[0].at > KEPT_MS) this.#samples.shift();
  }

  /**
   * How much was counted of a route within the last so many seconds, or as long as there are
   * samples; null with fewer than two.
   */
  within(id, seconds) {
    const last = this.#samples.at(-1);
    if (!last) return null;
    const first = this.#samples.find((sample) => last.at - sample.at <= seconds * 1_000);
    return first === last ? null : difference(first, last, id);
  }

  /** Of each interval between two samples, the oldest first. */
  series(id) {
    const steps = [];
    for (let i = 1; i < this.#samples.length; i++) {
      const step = difference(this.#samples[i - 1], this.#samples[i], id);
      if (step) steps.push({ at: this.#samples[i].at, ...step });
    }
    return steps;
  }

  /** Requests a second of each interval, of all routes together, by side. */
  total() {
    const steps = [];
    for (let i = 1; i < this.#samples.length; i++) {
      const sum = { at: this.#samples[i].at, legacy: 0, target: 0 };
      for (const id of this.#samples[i].counts.keys()) {
        const step = difference(this.#samples[i - 1], this.#samples[i], id);
        if (step) {
          sum.legacy += step.legacy / step.seconds;
          sum.target += step.target / step.seconds;
        }
      }
      steps.push(sum);
    }
    return steps;
  }
}

/** Null for a route that was not there; a counter that fell began anew. */
function difference(first, last, id) {
  const before = first.counts.get(id);
  const after = last.counts.get(id);
  if (!before || !after) return null;
  const grown = { seconds: (last.at - first.at) / 1_000 };
  for (const field of FIELDS) {
    grown[field] = after[field] >= before[field] ? after[field] - before[field] : after[field];
  }
  return grown;
}
