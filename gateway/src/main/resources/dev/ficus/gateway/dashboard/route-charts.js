// Rate, errors and latency of a route's both sides over time.

import { html } from './lib/lit/lit-html.js';
import './chart.js';
import { millis, percent, perSecond } from './format.js';
import { card, soon } from './parts.js';
import { world } from './world.js';

const KEPT = 300;
const WINDOW_MS = 30_000;
const SIDES = ['legacy', 'target'];

/** Evidence of the route that is looked at, as it grew. */
const kept = { id: null, revision: null, samples: [] };

export function takeEvidence(route, parity) {
  if (kept.id !== route.id || kept.revision !== route.revision) {
    Object.assign(kept, { id: route.id, revision: route.revision, samples: [] });
  }
  kept.samples.push({ at: Date.now(), legacy: parity.legacy, target: parity.target });
  if (kept.samples.length > KEPT) kept.samples.shift();
}

/** The fleet's evidence where there is some: it knows copies and percentiles; else this gateway's counts. */
export function charts(route, parity) {
  const hasEvidence = parity && parity.legacy.calls + parity.target.calls > 0;
  const data = hasEvidence ? ofEvidence() : ofCounts(route);
  const latency = hasEvidence ? '95th percentile' : 'Mean time';
  const now = (values, unit) => unit(values.findLast((value) => value !== null) ?? null);
  const chart = (title, unit, values, least) => html`<div class="chart">
    <h3>${title}</h3>
    <ul class="legend"><li><span class="stroke legacy"></span>Legacy <b>${now(values.legacy, unit)}</b></li>
      <li><span class="stroke target"></span>Target <b>${now(values.target, unit)}</b></li></ul>
    ${data.times.length < 2 ? soon : html`
      <side-chart label=${title} .unit=${unit} .least=${least} .data=${{ times: data.times, ...values }}></side-chart>`}</div>`;
  return card('Both sides', html`
    <div class="charts">
      ${chart('Rate', perSecond, data.rate, 2)}
      ${chart('Errors', percent, data.errors, 0.02)}
      ${chart(latency, millis, data.latency, 1)}
    </div>
    ${parity && hasEvidence ? html`<p class="hint">Calls of all gateways, copies included. Since the last cutover legacy took
      ${millis(parity.legacy.p50)} / ${millis(parity.legacy.p95)} / ${millis(parity.legacy.p99)} and the target
      ${millis(parity.target.p50)} / ${millis(parity.target.p95)} / ${millis(parity.target.p99)} (median / 95 % / 99 %).</p>`
      : html`<p class="hint">What this gateway’s clients were answered, as far as you have watched. With <code>shadow: on</code>,
        gates or a plan the whole fleet is measured, copies and percentiles too.</p>`}`,
  html`<span class="muted">live</span>`);
}

const none = () => ({ legacy: [], target: [] });

function ofCounts(route) {
  const data = { times: [], rate: none(), errors: none(), latency: none() };
  for (const step of world.traffic.series(route.id)) {
    data.times.push(step.at / 1_000);
    for (const side of SIDES) {
      // What fell back to legacy is an error of the target.
      const errors = step[`${side}Errors`] + (side === 'target' ? step.fallbacks : 0);
      const answers = step[side];
      const all = answers + errors;
      data.rate[side].push(all / step.seconds);
      data.errors[side].push(all > 0 ? errors / all : null);
      data.latency[side].push(answers > 0 ? step[`${side}Millis`] / answers : null);
    }
  }
  return data;
}

function ofEvidence() {
  const data = { times: [], rate: none(), errors: none(), latency: none() };
  for (let i = 1; i < kept.samples.length; i++) {
    const last = kept.samples[i];
    const first = kept.samples.slice(0, i).find((sample) => last.at - sample.at <= WINDOW_MS) ?? kept.samples[i - 1];
    data.times.push(last.at / 1_000);
    for (const side of SIDES) {
      const calls = grown(last[side].calls, first[side].calls);
      const errors = grown(last[side].errors.hits, first[side].errors.hits);
      data.rate[side].push(calls / ((last.at - first.at) / 1_000));
      data.errors[side].push(calls > 0 ? errors / calls : null);
      data.latency[side].push(quantile(0.95, last[side].times, first[side].times));
    }
  }
  return data;
}

const grown = (now, before) => (now >= before ? now - before : now);

/** The time that a share of the answers between two samples took at most; null without any. */
function quantile(part, last, first) {
  const before = new Map(first.map((bucket) => [bucket.below, bucket.count]));
  const counts = last.map((bucket) => [bucket.below, grown(bucket.count, before.get(bucket.below) ?? 0)]);
  const all = counts.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [below, count] of counts) {
    seen += count;
    if (count > 0 && seen >= part * all) return below;
  }
  return null;
}
