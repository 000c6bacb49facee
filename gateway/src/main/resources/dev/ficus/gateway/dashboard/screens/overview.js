// How much of the application is strangled, and what needs somebody.

import { html, nothing } from '../lib/lit/lit-html.js';
import '../chart.js';
import { get } from '../api.js';
import { attention } from '../attention.js';
import { eventLine } from '../audit-lines.js';
import { number, percent, perSecond, plural, short } from '../format.js';
import { bar, card, empty, icon, routeLink, soon, stagePill } from '../parts.js';
import { positionOf, stepLabel } from '../steps.js';
import { world } from '../world.js';

const RECENT = 8;
const RATE_SECONDS = 30;

/** What an endpoint's requests meet, from done to not begun. */
const KINDS = [
  ['retired', 'Legacy retired'],
  ['live', 'Live'],
  ['canary', 'Canary'],
  ['shadow', 'Shadow'],
  ['legacy', 'Legacy'],
  ['unclaimed', 'No route yet'],
];

export default {
  title: () => 'Overview',

  load: async () => {
    const [remaining, audit] = await Promise.all([get('/remaining'), get(`/audit?limit=${RECENT}`)]);
    return { remaining, events: audit.events };
  },

  view: (_, { remaining, events }) => html`
    <div class="page-head"><h1 tabindex="-1">Overview</h1></div>
    <div class="columns">
      ${byEndpoints(remaining.progress.endpoints)}
      ${byTraffic(remaining.progress)}
    </div>
    <div class="columns">
      ${needs()}
      ${next()}
    </div>
    ${traffic()}
    ${card('What happened last', events.length === 0
      ? empty('audit', 'Nothing yet', 'Every change of a route, a circuit or a queue will stand here.')
      : html`<ul class="events">${events.map(eventLine)}</ul>`,
    html`<a href="#/audit">All of it</a>`)}`,
};

function byEndpoints(endpoints) {
  const all = Object.values(endpoints).reduce((sum, count) => sum + count, 0);
  const moved = endpoints.live + endpoints.retired;
  return card('By endpoints', all === 0
    ? empty('routes', 'No endpoint is known yet', 'Write a route file, or send requests through the gateway: what it sees stands under What remains.')
    : html`
      <p class="figure"><strong>${percent(moved / all)}</strong> <span>strangled: ${number(moved)} of ${plural(all, 'endpoint')} live or retired</span></p>
      ${bar(KINDS.map(([kind]) => ({ kind, share: endpoints[kind] / all })),
        KINDS.map(([kind, word]) => `${word} ${endpoints[kind]}`).join(', '))}
      <ul class="legend">${KINDS.filter(([kind]) => endpoints[kind] > 0).map(([kind, word]) => html`
        <li><a href=${kind === 'unclaimed' ? '#/remaining' : '#/routes'}><span class="key fill-${kind}"></span>${word} <b>${number(endpoints[kind])}</b></a></li>`)}
      </ul>`);
}

function byTraffic(progress) {
  const { byTarget, byLegacy, byDefault } = progress;
  const all = byTarget + byLegacy + byDefault;
  const parts = [
    ['live', 'Targets', byTarget],
    ['legacy', 'Legacy, by a route', byLegacy],
    ['unclaimed', 'Legacy, no route yet', byDefault],
  ];
  return card('By traffic', all === 0
    ? empty('live', 'No request yet', 'Send one through the gateway: the share that targets answer will stand here.')
    : html`
      <p class="figure"><strong>${percent(byTarget / all)}</strong> <span>of ${plural(all, 'request')} answered by targets</span></p>
      ${bar(parts.map(([kind, , count]) => ({ kind, share: count / all })), parts.map(([, word, count]) => `${word} ${count}`).join(', '))}
      <ul class="legend">${parts.map(([kind, word, count]) => html`
        <li><span class="key fill-${kind}"></span>${word} <b>${short(count)}</b></li>`)}</ul>
      <p class="hint">What this gateway has answered since it started.</p>`);
}

function needs() {
  const all = attention(world);
  return card('Needs attention', world.routes === null
    ? html`<p class="loading">Looking …</p>`
    : all.length === 0
      ? empty('ok', 'All is well', 'No circuit is open, no gate fails, no letter is dead, and the files are in force.')
      : html`<ul class="attention">${all.slice(0, 12).map((its) => html`
        <li class=${its.kind}>${icon(its.kind)}<div><a href=${its.href}>${its.title}</a><p class="muted">${its.text}</p></div></li>`)}
      </ul>${all.length > 12 ? html`<p class="hint">And ${all.length - 12} more.</p>` : nothing}`,
  all.length > 0 ? html`<span class="muted">${all.length}</span>` : nothing);
}

const lowered = (text) => text.charAt(0).toLowerCase() + text.slice(1);

/** Routes that have proven what they need for their next step, and those under way. */
function next() {
  const under = (world.routes ?? []).filter((route) => ['shadow', 'canary'].includes(route.stage));
  const passes = (route) => route.gates.every((gate) => ['pass', 'not-applicable'].includes(gate.verdict)) && !route.paused;
  const ready = (route) => passes(route)
    && (!route.group || world.routes.filter((its) => its.group === route.group).every(passes));
  const sorted = [...under].sort((a, b) => ready(b) - ready(a));
  return card('Under way', under.length === 0
    ? empty('forward', 'Nothing is between legacy and live', html`Choose a <a href="#/routes">route</a> and copy its requests to the new function first: no client notices.`)
    : html`<ul class="under-way">${sorted.slice(0, 8).map((route) => html`
      <li>
        <div class="line">${routeLink(route.id)} ${stagePill(route.stage, route.weight)}</div>
        <p class="muted">${route.plan.next ? html`${ready(route) ? icon('ok') : icon('wait')}
          ${ready(route) ? 'Ready: ' : 'Next: '}${lowered(stepLabel(route, positionOf(route.plan.next)))}` : 'At the last step of its plan.'}</p>
      </li>`)}</ul>${under.length > 8 ? html`<p class="hint">And ${under.length - 8} more.</p>` : nothing}`);
}

function traffic() {
  const steps = world.traffic.total();
  const lately = steps.filter((step) => step.at > Date.now() - RATE_SECONDS * 1_000);
  const mean = (side) => (lately.length === 0 ? null : lately.reduce((sum, step) => sum + step[side], 0) / lately.length);
  return card('Traffic of all routes', html`
    <ul class="legend">
      <li><span class="stroke legacy"></span>Legacy <b>${perSecond(mean('legacy'))}</b></li>
      <li><span class="stroke target"></span>Targets <b>${perSecond(mean('target'))}</b></li>
    </ul>
    ${steps.length < 2 ? soon : html`<side-chart label="Requests a second" .least=${2} .unit=${perSecond} .data=${{
      times: steps.map((step) => step.at / 1_000),
      legacy: steps.map((step) => step.legacy),
      target: steps.map((step) => step.target),
    }}></side-chart>`}`);
}
