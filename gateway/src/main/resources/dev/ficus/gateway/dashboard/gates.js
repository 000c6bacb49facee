// Gates in words.

import { html } from './lib/lit/lit-html.js';
import { icon } from './parts.js';

const VERDICTS = {
  pass: ['ok', 'passes'],
  fail: ['bad', 'fails'],
  inconclusive: ['wait', 'not enough known'],
  'not-applicable': ['none', 'does not apply'],
};

const WORDS = {
  mismatchRate: (limit) => `At most ${limit} of the answers differ`,
  errorRateIncrease: (limit) => `The target fails at most ${limit} more often`,
  p95Ratio: (limit) => `The target’s 95th percentile is at most ×${limit} of legacy’s`,
  circuit: () => 'The target’s circuit is closed',
};

export const gateList = (gates) => html`<ul class="gates">${gates.map((gate) => {
  const [kind, word] = VERDICTS[gate.verdict];
  return html`<li class=${kind}>
    ${icon(kind)}
    <div><p class="gate-name">${(WORDS[gate.name] ?? ((limit) => `${gate.name} ${limit}`))(gate.limit.replace(/(\d)(%|pp)/, '$1 $2'))}
      <span class="verdict ${kind}">${word}</span></p>
      <p class="muted">${gate.message}</p></div></li>`;
})}</ul>`;

/** All gates as one mark: the worst counts. */
export function gatesMark(gates) {
  for (const verdict of ['fail', 'inconclusive', 'pass']) {
    const count = gates.filter((gate) => gate.verdict === verdict).length;
    if (count > 0) {
      const [kind] = VERDICTS[verdict];
      const word = { fail: 'failed', inconclusive: 'waiting', pass: 'passed' }[verdict];
      return { kind, text: `${verdict === 'pass' ? 'all' : count} ${word}`, order: { fail: 0, inconclusive: 1, pass: 2 }[verdict] };
    }
  }
  return null;
}
