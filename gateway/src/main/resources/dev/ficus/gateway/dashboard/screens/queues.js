// Webhook and storage-first queues with their subscribers.

import { html, nothing } from '../lib/lit/lit-html.js';
import { call } from '../api.js';
import { reload, say } from '../drawing.js';
import { bytes, number, plural } from '../format.js';
import { badge, card, empty, icon, routeHref, table } from '../parts.js';
import { routeOf, whyNot, world } from '../world.js';

const KINDS = { webhook: 'webhook', store: 'storage-first', notify: 'notices' };

export default {
  title: () => 'Queues',
  view: () => html`
    <div class="page-head"><h1 tabindex="-1">Queues</h1>
      <p class="muted">What was accepted and waits for its subscribers.</p></div>
    ${world.queues === null ? html`<p class="loading">Asking the gateway …</p>`
      : world.queues.length === 0
        ? empty('queues', 'No route has a queue', html`A route with <code>webhook:</code> acknowledges at once and delivers later; one with <code>store:</code> confirms with an id, and its result is fetched.`)
        : world.queues.map(queue)}`,
};

const queue = (its) => html`<section class="card flush">
  <div class="card-head"><h2>${its.route}</h2>${badge('info', KINDS[its.kind])}
    <span class="muted">${plural(its.messages, 'message')} kept, ${bytes(its.bytes)}; ${number(its.accepted)} accepted so far</span></div>
  ${table({ caption: `Subscribers of ${its.route}`, columns: columns(its), rows: its.subscribers, rowKey: (subscriber) => subscriber.name })}
</section>`;

export const messagesHref = (route, subscriber) => `#/queues/${encodeURIComponent(route)}/${encodeURIComponent(subscriber)}`;

/** The group of the route that a subscriber is migrated as. */
export const groupOf = (route, subscriber) => (routeOf(`${route}/${subscriber}`) ?? routeOf(route))?.group;

function columns(queue) {
  const count = (key, label) => ({
    key, label, end: true,
    cell: (its) => (its[key] === 0 ? html`<span class="muted">0</span>` : number(its[key])),
  });
  return [
    {
      key: 'name', label: 'Subscriber',
      cell: (its) => html`<a href=${messagesHref(queue.route, its.name)}>${its.name}</a>
        ${its.paused ? badge('pause', 'paused') : nothing}${its.attached ? nothing : badge('warn', 'in no file')}
        ${routeOf(`${queue.route}/${its.name}`) ? html`<a class="muted small" href=${routeHref(`${queue.route}/${its.name}`)}>migration</a>` : nothing}`,
    },
    count('waiting', 'Waiting'), count('leased', 'Under way'), count('retrying', 'Retrying'),
    {
      key: 'dead', label: 'Dead', end: true,
      cell: (its) => (its.dead === 0 ? html`<span class="muted">0</span>`
        : html`<a class="strong-bad" href=${messagesHref(queue.route, its.name)}>${number(its.dead)} ${icon('bad')}</a>`),
    },
    count('replaying', 'Replaying'), count('done', 'Done'),
    { key: 'action', label: 'Change', cell: (its) => pauseButton(queue.route, its) },
  ];
}

export function pauseButton(route, subscriber) {
  const why = whyNot(groupOf(route, subscriber.name));
  const word = subscriber.paused ? 'resume' : 'pause';
  const act = async () => {
    try {
      await call('POST', `/queues/${encodeURIComponent(route)}/${encodeURIComponent(subscriber.name)}/${word}`, { body: {} });
      say(subscriber.paused ? `${subscriber.name} gets its messages again.` : `${subscriber.name} gets no more messages; they wait.`, 'ok');
      reload();
    } catch (problem) {
      say(problem.message, 'bad');
    }
  };
  return html`<button type="button" class="button small" aria-disabled=${why ? 'true' : nothing} title=${why ?? nothing}
    aria-label="${subscriber.paused ? 'Resume' : 'Pause'} ${subscriber.name}"
    @click=${why ? () => say(why) : act}>${icon(subscriber.paused ? 'play' : 'pause')}<span>${subscriber.paused ? 'Resume' : 'Pause'}</span></button>`;
}
