// Stored requests: how one is doing, by its id, and how many are on their way.

import { html, nothing } from '../lib/lit/lit-html.js';
import { get } from '../api.js';
import { bytes, number } from '../format.js';
import { badge, card, empty, notice, since, table } from '../parts.js';
import { world } from '../world.js';
import { messagesHref } from './queues.js';

const STATES = { accepted: 'wait', processing: 'wait', done: 'ok', failed: 'bad', expired: 'none' };

export default {
  title: () => 'Stored requests',

  load: async ({ id }) => {
    if (!id) return { asked: null };
    try {
      return { asked: await get(`/requests/${encodeURIComponent(id)}`) };
    } catch (problem) {
      if (problem.status === 404 || problem.status === 400) return { asked: null, problem };
      throw problem;
    }
  },

  view: ({ id }, { asked, problem }) => html`
    <div class="page-head"><h1 tabindex="-1">Stored requests</h1>
      <p class="muted">Confirmed with an id at once, worked on later, the result kept for whoever asks.</p></div>
    ${card('Look one up', html`
      <form class="inline" @submit=${submit}>
        <label for="request" class="unseen">The request’s id</label>
        <input id="request" name="id" placeholder="monthly-report_0123456789abcdef…" .value=${id ?? ''} spellcheck="false" autocomplete="off">
        <button type="submit" class="button">Look up</button>
      </form>
      ${problem ? notice('bad', problem.message) : nothing}
      ${asked ? found(asked) : nothing}
      ${!asked && !problem ? html`<p class="hint">The id is the last part of the <code>Location</code> that the client got with its 202.</p>` : nothing}`)}
    ${stores()}`,
};

function submit(event) {
  event.preventDefault();
  const id = new FormData(event.target).get('id').trim().split('/').pop();
  location.hash = id ? `#/requests/${encodeURIComponent(id)}` : '#/requests';
}

const found = (its) => html`<dl class="facts" aria-live="polite">
  <dt>Status</dt><dd>${badge(STATES[its.status], its.status)}</dd>
  ${its.receivedAt ? html`<dt>Received</dt><dd>${since(its.receivedAt)}</dd>` : nothing}
  ${its.attempts ? html`<dt>Attempts</dt><dd>${number(its.attempts)}</dd>` : nothing}
  ${its.finishedAt ? html`<dt>Finished</dt><dd>${since(its.finishedAt)}</dd>` : nothing}
  ${its.resultStatus ? html`<dt>Result</dt><dd>${its.resultStatus}, ${bytes(its.resultBytes)}</dd>` : nothing}
  ${its.reason ? html`<dt>Why</dt><dd>${its.reason}</dd>` : nothing}
  ${its.expiresAt ? html`<dt>Kept until</dt><dd>${since(its.expiresAt)}</dd>` : nothing}
</dl>`;

function stores() {
  const rows = (world.queues ?? []).filter((queue) => queue.kind === 'store')
    .flatMap((queue) => queue.subscribers.map((subscriber) => ({ route: queue.route, ...subscriber })));
  return html`<div class="card flush"><div class="card-head"><h2>Routes that store</h2></div>${rows.length === 0
    ? empty('requests', 'No route stores its requests', html`A route with <code>store:</code> answers 202 with a Location at once. It is for what takes longer than a client waits.`)
    : table({ caption: 'Routes that store', columns, rows, rowKey: (its) => `${its.route}/${its.name}` })}</div>`;
}

const columns = [
  { key: 'route', label: 'Route', cell: (its) => html`<a href=${messagesHref(its.route, its.name)}>${its.route}</a>` },
  { key: 'waiting', label: 'Accepted', end: true, cell: (its) => number(its.waiting) },
  { key: 'leased', label: 'Processing', end: true, cell: (its) => number(its.leased) },
  { key: 'retrying', label: 'To be tried again', end: true, cell: (its) => number(its.retrying) },
  { key: 'dead', label: 'Failed', end: true, cell: (its) => (its.dead > 0 ? html`<span class="strong-bad">${number(its.dead)}</span>` : '0') },
  { key: 'done', label: 'Done', end: true, cell: (its) => number(its.done) },
];
