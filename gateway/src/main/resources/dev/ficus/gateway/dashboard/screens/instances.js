// The fleet: which gateways there are, and whether all do the same.

import { html, nothing } from '../lib/lit/lit-html.js';
import { get } from '../api.js';
import { number, plural } from '../format.js';
import { badge, empty, notice, since, table } from '../parts.js';
import { world } from '../world.js';

export default {
  title: () => 'Instances',
  load: () => get('/instances'),
  view: (_, { revision, instances }) => html`
    <div class="page-head"><h1 tabindex="-1">Instances</h1>
      <p class="muted">${plural(instances.length, 'gateway')} with one state, at revision ${number(revision)}.</p></div>
    ${world.status?.degraded ? notice('bad', `The shared store is away: ${world.status.why}. Each gateway goes on with what it knows.`) : nothing}
    <div class="card flush">${instances.length === 0
      ? empty('instances', 'The fleet cannot be asked', 'The shared store is away.')
      : table({ caption: 'Instances', columns, rows: instances, rowKey: (its) => its.id })}</div>`,
};

const columns = [
  { key: 'name', label: 'Gateway', cell: (its) => html`<b>${its.name}</b> ${its.self ? badge('info', 'this one') : nothing}` },
  { key: 'revision', label: 'Revision', end: true, cell: (its) => number(its.revision) },
  { key: 'state', label: 'State', cell: (its) => html`${its.behind ? badge('warn', 'behind') : badge('ok', 'up to date')}
    ${its.sameFiles ? nothing : badge('warn', 'other files')}
    ${its.overrides > 0 ? badge('warn', plural(its.overrides, 'override')) : nothing}` },
  { key: 'routes', label: 'Routes', end: true, cell: (its) => number(its.routes) },
  { key: 'version', label: 'Version', cell: (its) => its.version },
  { key: 'started', label: 'Started', cell: (its) => since(its.startedAt) },
  { key: 'seen', label: 'Heard of', cell: (its) => since(its.seenAt) },
];
