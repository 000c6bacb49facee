// One route: where it stands, what is known of it, and where it can go.

import { html, nothing } from '../lib/lit/lit-html.js';
import { call, get, routePath } from '../api.js';
import { eventLine } from '../audit-lines.js';
import { number, percent, plural } from '../format.js';
import { gateList } from '../gates.js';
import { badge, bar, card, empty, icon, notice, routeHref, routeLink, since, stagePill } from '../parts.js';
import { actions } from '../route-actions.js';
import { charts, takeEvidence } from '../route-charts.js';
import { resetEvidence } from '../route-reset.js';
import { stageBar, subjectOf, targetName } from '../steps.js';
import { hookOf, mayChange, world } from '../world.js';

export default {
  title: ({ id }) => id,

  load: async ({ id }) => {
    const route = (await get(routePath(id)));
    const subject = subjectOf(route);
    const [parity, audit, step] = await Promise.all([
      id.includes('/') ? null : get(`${routePath(id)}/parity`),
      get(`/audit?limit=6&subject=${encodeURIComponent(route.group ? `@${route.group}` : id)}`),
      nextStep(route, subject),
    ]);
    if (parity) takeEvidence(route, parity);
    return { route, subject, parity, events: audit.events, step };
  },

  view: (_, { route, subject, parity, events, step }) => html`
    <nav class="crumbs" aria-label="Where you are"><a href="#/routes">Routes</a></nav>
    <div class="page-head">
      <h1 tabindex="-1">${route.id}</h1>
      ${hookOf(route.id) ? badge('queues', 'webhook') : stagePill(route.stage, route.weight)}
      ${route.paused ? badge('pause', 'plan paused') : nothing}
      ${route.drift ? badge('warn', 'drift') : nothing}
      ${route.overridden ? badge('warn', 'rolled back here alone') : nothing}
    </div>
    <p class="lead"><code>${route.methods.join(', ') || 'any method'} ${route.match}</code>
      <span class="sides"><span>${route.legacy ?? 'no legacy'}</span>${icon('forward')}<span>${targetName(route)}</span></span></p>

    ${hookOf(route.id) ? notice('info', html`What it accepts is queued for its <a href="#/queues">subscribers</a>; each of them is migrated for itself.`) : html`
    <section class="card" aria-label="Stage">
      ${stageBar(route)}
      ${subject.isGroup ? html`<p class="hint group-hint">${icon('routes')}Moves with group <b>${subject.name}</b>: ${members(route)}</p>` : nothing}
      ${actions(route, subject, step)}
    </section>`}

    ${route.drift ? notice('warn', route.driftReason ?? `The file says ${route.declared.stage}, and ${route.stage} is in force.`) : nothing}

    <div class="columns">
      ${card('Gates', route.gates.length === 0
        ? empty('none', 'None declared', html`Nothing measured holds this route back. In its file: <code>gates: { mismatchRate: 0.5%, errorRateIncrease: 0.5pp, p95Ratio: 1.2 }</code>`)
        : gateList(route.gates))}
      ${parity ? parityCard(route, parity) : nothing}
    </div>
    ${charts(route, parity)}
    <div class="columns">
      ${card('What it is', facts(route))}
      ${card('What happened', events.length === 0
        ? empty('audit', 'Nothing yet', 'It is as its file began.')
        : html`<ul class="events">${events.map(eventLine)}</ul>`)}
    </div>`,
};

/** What promoting would do, as the gateway itself says. */
async function nextStep(route, subject) {
  if (!mayChange(route.group)) return null;
  try {
    return { allowed: (await call('POST', `${subject.path}/promote?dryRun=true`, { body: {} })).body };
  } catch (problem) {
    return { refused: problem };
  }
}

function members(route) {
  const others = (world.routes ?? []).filter((its) => its.group === route.group && its.id !== route.id);
  return others.length === 0 ? 'it is its only route' : others.map((its, i) => html`${i > 0 ? ', ' : ''}${routeLink(its.id)}`);
}

function parityCard(route, parity) {
  const { mismatches } = parity;
  const lower = 1 - mismatches.upper;
  const upper = 1 - mismatches.lower;
  const dropped = Object.values(parity.dropped).reduce((sum, count) => sum + count, 0);
  const aside = html`<a href="${routeHref(route.id)}/diffs">Differences${parity.paths.length > 0 ? ` (${parity.paths.length})` : ''}</a>`;
  if (mismatches.of === 0) {
    return card('Parity', empty('shadow', 'Nothing compared yet', parity.mirrored
      ? 'Requests are copied; the first pairs of answers will stand here.'
      : 'In stage shadow requests are copied to the target and the answers compared: no client notices.'), aside);
  }
  return card('Parity', html`
    <p class="figure">${parity.parity === 'insufficient'
      ? html`<strong>–</strong> <span>too few to tell: ${plural(mismatches.of, 'pair')} compared, ${number(mismatches.hits)} differ</span>`
      : html`<strong>${percent(1 - mismatches.rate)}</strong> <span>alike, of ${plural(mismatches.of, 'pair')} of answers</span>`}</p>
    ${interval(lower, upper, mismatches)}
    <p class="muted">With 99 % confidence at least ${percent(lower)}, and at most ${percent(upper)}.</p>
    <dl class="facts">
      <dt>Raw</dt><dd>${percent(1 - (parity.raw.rate ?? 0))} alike with noise${parity.noiseSamples > 0 ? `, ${plural(parity.noiseSamples, 'sample')} of it` : ' (noise is not measured)'}</dd>
      ${parity.paths.length > 0 ? html`<dt>Differs most at</dt><dd>${parity.paths.slice(0, 3).map((path, i) => html`${i > 0 ? ', ' : ''}<code>${path.path}</code> ×${number(path.count)}`)}</dd>` : nothing}
      ${dropped > 0 ? html`<dt>Copies dropped</dt><dd>${Object.entries(parity.dropped).map(([why, count]) => `${why} ${number(count)}`).join(', ')}</dd>` : nothing}
    </dl>
    ${mayChange(route.group) ? html`<button type="button" class="button quiet small" @click=${() => resetEvidence(route)}>Start the evidence anew…</button>` : nothing}`, aside);
}

/** The interval on the last stretch of the way to 100 %, where parities live. */
function interval(lower, upper, mismatches) {
  const floor = Math.max(0, Math.min(0.95, Math.floor((lower - 0.005) * 100) / 100));
  const scale = (value) => Math.max(0, (value - floor) / (1 - floor));
  const point = Math.min(0.992, scale(1 - mismatches.rate));
  return html`<div class="interval">
    ${bar([
      { kind: 'nothing', share: scale(lower) },
      { kind: 'soft', share: Math.max(0.004, point - scale(lower)) },
      { kind: 'live', share: 0.008 },
      { kind: 'soft', share: Math.max(0, scale(upper) - point - 0.008) },
    ], `Between ${percent(lower)} and ${percent(upper)}`)}
    <div class="ends" aria-hidden="true"><span>${percent(floor)}</span><span>100 %</span></div></div>`;
}

function facts(route) {
  const plan = route.plan;
  const rows = [
    ['Declared', html`${route.where.file}:${route.where.line}${route.declared ? html`, says ${stagePill(route.declared.stage, route.declared.weight)}` : ', names no stage: it belongs to the admin API'}`],
    ['Plan', html`${plan.declared ? plan.steps.join(' → ') : `the usual steps: ${plan.steps.join(' → ')}`}${plan.auto ? `; moves by itself, ${plan.hold} at each step` : ''}`],
    ['Cohort by', route.stickyBy.length > 0 ? route.stickyBy.join(', then ') : 'nothing: in canary every request goes to legacy'],
    ...(route.counts.noKey > 0 ? [['Without a key', `${number(route.counts.noKey)} requests, answered by legacy`]] : []),
    ...(route.shadow ? [['Copies', copies(route.shadow)]] : []),
    ['Fallbacks', plural(route.counts.fallbacks, 'request')],
    ['Legacy answered', route.lastLegacyAnswer ? since(route.lastLegacyAnswer) : 'never'],
    ...(route.changedAt ? [['Changed', html`${since(route.changedAt)} by <b>${route.changedBy}</b>${route.reason ? html` <span class="reason">“${route.reason}”</span>` : nothing}, revision ${route.revision}`]] : []),
    ...(route.host ? [['Host', route.host]] : []),
    ...(route.conditions.length > 0 ? [['Only with', route.conditions.map((its) => `${its.in} ${its.name}=${its.value}`).join(', ')]] : []),
    ...(route.listener === 'internal' ? [['Listener', 'internal']] : []),
  ];
  return html`<dl class="facts">${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

const copies = (shadow) => [
  `${shadow.sample} of requests${shadow.writes ? ', writes too' : ''}`,
  ...shadow.ignore.map((path) => `ignores ${path}`),
  ...shadow.unordered.map((path) => `${path} in any order`),
  ...Object.entries(shadow.tolerance).map(([path, by]) => `${path} ± ${by}`),
].join('; ');
