// All routes: found, filtered, sorted.

import { html, nothing } from '../lib/lit/lit-html.js';
import { redraw } from '../drawing.js';
import { attention } from '../attention.js';
import { percent, perSecond, plural } from '../format.js';
import { gatesMark } from '../gates.js';
import { STAGES, badge, bar, empty, icon, routeHref, routeLink, stagePill, stageWord, table } from '../parts.js';
import { hookOf, world } from '../world.js';

const RATE_SECONDS = 60;

const ui = { text: '', stage: '', group: '', needy: false, sort: { key: 'route', down: false } };

export default {
  title: () => 'Routes',
  view: () => {
    if (world.routes === null) return html`<h1 tabindex="-1">Routes</h1><p class="loading">Asking the gateway …</p>`;
    const shown = filtered();
    return html`
      <div class="page-head"><h1 tabindex="-1">Routes</h1>
        <p class="muted" aria-live="polite">${shown.length === world.routes.length
          ? plural(shown.length, 'route') : `${shown.length} of ${plural(world.routes.length, 'route')}`}</p></div>
      ${world.routes.length === 0
        ? empty('routes', 'There are no routes yet', html`All traffic goes to the default upstream. Look at <a href="#/remaining">what remains</a>: each endpoint there brings a snippet for a route file.`)
        : html`${filters()}<div class="card flush">${shown.length === 0
          ? empty('search', 'No route is like that', html`<button type="button" class="button" @click=${reset}>Show all routes</button>`)
          : table({ caption: 'Routes', columns, rows: shown, sort: ui.sort, rowKey: (route) => route.id })}</div>`}`;
  },
};

function reset() {
  Object.assign(ui, { text: '', stage: '', group: '', needy: false });
  redraw();
}

function filtered() {
  const needy = ui.needy ? new Set(attention(world).map((its) => its.href)) : null;
  const text = ui.text.toLowerCase();
  return world.routes.filter((route) => (!ui.stage || route.stage === ui.stage)
    && (!ui.group || route.group === ui.group)
    && (!needy || needy.has(routeHref(route.id)))
    && (!text || [route.id, route.match, route.group, route.target, route.legacy, ...route.methods].join(' ').toLowerCase().includes(text)));
}

function filters() {
  const groups = [...new Set(world.routes.map((route) => route.group).filter(Boolean))].sort();
  const counts = Object.fromEntries(STAGES.map((stage) => [stage, world.routes.filter((route) => route.stage === stage).length]));
  const set = (field) => (event) => {
    ui[field] = event.target.type === 'checkbox' ? event.target.checked : event.target.value;
    redraw();
  };
  return html`<form class="filters" role="search" aria-label="Filter routes" @submit=${(event) => event.preventDefault()}>
    <div class="search">${icon('search')}<input type="search" aria-label="Find by id, path, group or upstream"
      placeholder="Find by id, path, group, upstream" .value=${ui.text} @input=${set('text')}></div>
    <select aria-label="Stage" @change=${set('stage')}>
      <option value="" ?selected=${!ui.stage}>All stages</option>
      ${STAGES.map((stage) => html`<option value=${stage} ?selected=${ui.stage === stage}>${stageWord(stage)} (${counts[stage]})</option>`)}
    </select>
    ${groups.length === 0 ? nothing : html`<select aria-label="Group" @change=${set('group')}>
      <option value="" ?selected=${!ui.group}>All groups</option>
      ${groups.map((group) => html`<option ?selected=${ui.group === group}>${group}</option>`)}</select>`}
    <label class="check"><input type="checkbox" .checked=${ui.needy} @change=${set('needy')}>Needs attention</label>
  </form>`;
}

/** In legacy nothing is measured yet, in retired nothing more: neither waits for anything. */
const markOf = (route) => (['legacy', 'retired'].includes(route.stage) ? null : gatesMark(route.gates));

const lately = (route) => world.traffic.within(route.id, RATE_SECONDS);

const rate = (route) => {
  const its = lately(route);
  return its ? (its.legacy + its.target + its.legacyErrors + its.targetErrors) / its.seconds : -1;
};

const errorShare = (route) => {
  const its = lately(route);
  const all = its ? its.legacy + its.target : 0;
  return all === 0 ? -1 : Math.min(1, (its.legacyErrors + its.targetErrors + its.fallbacks) / all);
};

const columns = [
  {
    key: 'route', label: 'Route', value: (route) => route.id,
    cell: (route) => html`<div class="route-name">${routeLink(route.id)}
      <span class="muted match">${route.methods.join(', ') || 'any'} ${route.match}</span></div>`,
  },
  {
    key: 'stage', label: 'Stage', value: (route) => STAGES.indexOf(route.stage) * 1_000 + parseFloat(route.weight),
    cell: (route) => html`${hookOf(route.id) ? badge('queues', 'webhook') : stagePill(route.stage, route.weight)} ${marks(route)}`,
  },
  {
    key: 'sides', label: 'Sides', value: (route) => `${route.legacy ?? ''} ${route.target ?? ''}`,
    cell: (route) => (hookOf(route.id) ? html`<a href="#/queues">its queue</a>` : html`<span class="sides"><span>${route.legacy ?? '–'}</span>${icon('forward')}<span>${route.target ?? (route.respond ? `answer ${route.respond.status}` : '–')}</span></span>`),
  },
  {
    key: 'group', label: 'Group', value: (route) => route.group ?? '￿',
    cell: (route) => (route.group ? html`<button type="button" class="link" title="Show this group only"
      @click=${() => { ui.group = route.group; redraw(); }}>${route.group}</button>` : html`<span class="muted">–</span>`),
  },
  {
    key: 'gates', label: 'Gates', value: (route) => markOf(route)?.order ?? 9,
    cell: (route) => {
      const mark = markOf(route);
      return mark ? badge(mark.kind, mark.text) : html`<span class="muted">–</span>`;
    },
  },
  {
    key: 'traffic', label: 'Traffic', value: rate, end: true,
    cell: (route) => {
      const its = lately(route);
      const all = its ? its.legacy + its.target : 0;
      return html`<div class="traffic"><span>${its ? perSecond(all / its.seconds) : '–'}</span>
        ${all > 0 ? bar([{ kind: 'legacy', share: its.legacy / all }, { kind: 'live', share: its.target / all }],
          `${percent(its.target / all)} by the target`) : nothing}</div>`;
    },
  },
  {
    key: 'errors', label: 'Errors and fallbacks', value: errorShare, end: true,
    cell: (route) => {
      const share = errorShare(route);
      return share < 0 ? html`<span class="muted">–</span>`
        : html`<span class=${share > 0.01 ? 'strong-bad' : ''}>${percent(share)}</span>`;
    },
  },
];

function marks(route) {
  return html`${route.paused ? badge('pause', 'paused') : nothing}
    ${route.drift ? badge('warn', 'drift') : nothing}
    ${route.overridden ? badge('warn', 'here alone') : nothing}`;
}
