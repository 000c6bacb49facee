// What is left to migrate, the busiest first, each with a snippet to begin with.

import { html } from '../lib/lit/lit-html.js';
import { get } from '../api.js';
import { openDialog } from '../dialog.js';
import { number, plural } from '../format.js';
import { code, copyButton, empty, routeLink, since, stagePill, table } from '../parts.js';

const sort = { endpoints: { key: 'requests', down: true }, routes: { key: 'legacy', down: true } };

export default {
  title: () => 'What remains',
  load: () => get('/remaining'),
  view: (_, { unclaimed, routes }) => html`
    <div class="page-head"><h1 tabindex="-1">What remains</h1>
      <p class="muted">Until both lists are empty, the legacy application is needed.</p></div>
    <section class="card flush">
      <div class="card-head"><h2>No route yet</h2><span class="muted">${plural(unclaimed.length, 'endpoint')}, as all gateways have seen them</span>
        ${unclaimed.length > 1 ? html`<button type="button" class="button small" @click=${() => all(unclaimed)}>Routes for all of them…</button>` : ''}</div>
      ${unclaimed.length === 0
        ? empty('ok', 'Every endpoint that was asked for has a route', 'What the default upstream answers will stand here, numbers and ids in its path made variables.')
        : table({ caption: 'Endpoints without a route', columns: endpointColumns, rows: unclaimed, sort: sort.endpoints, rowKey: (its) => `${its.method} ${its.path}` })}
    </section>
    <section class="card flush">
      <div class="card-head"><h2>Routes that still need legacy</h2><span class="muted">${plural(routes.length, 'route')}; counts are this gateway’s</span></div>
      ${routes.length === 0
        ? empty('ok', 'No route needs legacy any more', 'All of them are live and have not fallen back for 30 days, or are retired.')
        : table({ caption: 'Routes that still need legacy', columns: routeColumns, rows: routes, sort: sort.routes, rowKey: (its) => its.route })}
    </section>`,
};

/** The gateway's one-line stub, as a file's list would have it; no route can say what has none. */
const snippet = (endpoint) => `  - ${endpoint.yaml}`;

const endpointColumns = [
  { key: 'endpoint', label: 'Endpoint', value: (its) => its.path, cell: (its) => html`<code class="wrap"><b>${its.method}</b> ${its.path}</code>` },
  { key: 'requests', label: 'Requests', value: (its) => its.requests, end: true, cell: (its) => number(its.requests) },
  { key: 'seen', label: 'Last seen', value: (its) => its.lastSeen, cell: (its) => since(its.lastSeen) },
  {
    key: 'yaml', label: 'For a route file',
    cell: (its) => (its.yaml === undefined ? html`<span class="muted">No route can say its path</span>` : html`<div class="code inline-code"><pre tabindex="0" aria-label="Route for ${its.method} ${its.path}">${snippet(its).trim()}</pre>${copyButton(snippet(its), `the route for ${its.method} ${its.path}`)}</div>`),
  },
];

const routeColumns = [
  { key: 'route', label: 'Route', value: (its) => its.route, cell: (its) => routeLink(its.route) },
  { key: 'stage', label: 'Stage', value: (its) => its.stage, cell: (its) => stagePill(its.stage, its.weight) },
  { key: 'why', label: 'Why', value: (its) => its.why, cell: (its) => its.why },
  { key: 'legacy', label: 'By legacy', value: (its) => its.byLegacy, end: true, cell: (its) => number(its.byLegacy) },
  { key: 'target', label: 'By target', value: (its) => its.byTarget, end: true, cell: (its) => number(its.byTarget) },
  { key: 'fallbacks', label: 'Fallbacks', value: (its) => its.fallbacks, end: true, cell: (its) => number(its.fallbacks) },
  { key: 'last', label: 'Legacy last', value: (its) => its.lastByLegacy ?? '', cell: (its) => since(its.lastByLegacy) },
];

function all(endpoints) {
  const text = ['routes:', ...endpoints.filter((its) => its.yaml !== undefined).map(snippet)].join('\n');
  openDialog({
    title: 'Routes for all of them',
    wide: true,
    content: () => html`<p>All begin in stage legacy: with this file in the routes directory nothing changes but that you see each for itself.</p>${code(text, 'the routes')}`,
    actions: (close) => html`<button type="button" class="button" @click=${close}>Close</button>`,
  });
}
