// Who did what, when and why.

import { html } from '../lib/lit/lit-html.js';
import { get } from '../api.js';
import { eventLine } from '../audit-lines.js';
import { redraw } from '../drawing.js';
import { exactly } from '../format.js';
import { empty, icon } from '../parts.js';

const ui = { text: '' };

export default {
  title: () => 'Audit',
  load: async () => (await get('/audit?limit=300')).events,
  view: (_, events) => {
    const text = ui.text.toLowerCase();
    const shown = events.filter((event) => !text || JSON.stringify(event).toLowerCase().includes(text));
    return html`
      <div class="page-head"><h1 tabindex="-1">Audit</h1><p class="muted">Who did what, when and why; the whole fleet’s.</p></div>
      ${events.length === 0
        ? empty('audit', 'Nothing has been done yet', 'Every change that somebody makes, or a plan or a file, will stand here.')
        : html`<div class="filters"><div class="search">${icon('search')}<input type="search" aria-label="Find in the audit"
            placeholder="Find by name, route, reason" .value=${ui.text} @input=${(event) => { ui.text = event.target.value; redraw(); }}></div></div>
          ${shown.length === 0 ? empty('search', 'No entry is like that', 'Only the last 300 are looked through.') : days(shown)}`}`;
  },
};

function days(events) {
  const byDay = Map.groupBy(events, (event) => exactly(event.at).split(',')[0]);
  return [...byDay].map(([day, its]) => html`<section class="card"><div class="card-head"><h2>${day}</h2></div>
    <ul class="events">${its.map(eventLine)}</ul></section>`);
}
