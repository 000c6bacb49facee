// The messages of one subscriber: looked into, replayed, discarded.

import { html, nothing } from '../lib/lit/lit-html.js';
import { call, get } from '../api.js';
import { openDialog } from '../dialog.js';
import { reload, say } from '../drawing.js';
import { bytes, number, plural } from '../format.js';
import { button, code, empty, icon, notice, since, table } from '../parts.js';
import { whyNot, world } from '../world.js';
import { groupOf, pauseButton } from './queues.js';

const STATES = [
  ['dead', 'Dead', 'No letter is dead', 'A message whose attempts are used up would wait here.'],
  ['retrying', 'Retrying', 'Nothing is being retried', 'A message that was not taken is tried again after a while.'],
  ['waiting', 'Waiting', 'Nothing waits', 'The subscriber keeps up.'],
  ['leased', 'Under way', 'Nothing is under way', 'Messages that are being delivered at this moment would stand here.'],
  ['replaying', 'Replaying', 'Nothing is being replayed', 'Dead letters that were sent back wait here for their turn.'],
];

const ui = { of: null, state: 'dead' };

const pathOf = ({ route, subscriber }) => `/queues/${encodeURIComponent(route)}/${encodeURIComponent(subscriber)}`;

export default {
  title: ({ route, subscriber }) => `${route}/${subscriber}`,

  load: (params) => {
    const of = pathOf(params);
    if (ui.of !== of) Object.assign(ui, { of, state: 'dead' });
    return get(`${of}/messages?state=${ui.state}&limit=200`);
  },

  view: (params, { messages, next }) => {
    const queue = world.queues?.find((its) => its.route === params.route);
    const subscriber = queue?.subscribers.find((its) => its.name === params.subscriber);
    const why = whyNot(groupOf(params.route, params.subscriber));
    const [, , title, text] = STATES.find(([state]) => state === ui.state);
    return html`
      <nav class="crumbs" aria-label="Where you are"><a href="#/queues">Queues</a></nav>
      <div class="page-head"><h1 tabindex="-1">${params.route}/${params.subscriber}</h1>
        ${subscriber ? pauseButton(params.route, subscriber) : nothing}</div>
      <div class="tabs" role="group" aria-label="Which messages">${STATES.map(([state, word]) => html`
        <button type="button" aria-pressed=${ui.state === state} @click=${() => { ui.state = state; reload(); }}>
          ${word}${subscriber ? html` <span class="tab-count">${number(subscriber[state])}</span>` : nothing}</button>`)}</div>
      ${ui.state === 'dead' && messages.length > 0 ? button({
        id: 'replay-all', label: `Replay all ${plural(subscriber?.dead ?? messages.length, 'dead letter')}`, name: 'back', why,
        onClick: () => replayAll(params),
      }) : nothing}
      <div class="card flush">${messages.length === 0 ? empty('ok', title, text)
        : table({ caption: 'Messages', columns: columns(params, why), rows: messages, rowKey: (its) => its.id })}</div>
      ${next ? html`<p class="hint">There are more than these ${messages.length}.</p>` : nothing}`;
  },
};

function columns(params, why) {
  return [
    {
      key: 'id', label: 'Message', cell: (its) => html`<button type="button" class="link" @click=${() => look(params, its, why)}>
        <code>…${its.id.slice(-12)}</code></button><br><span class="muted">${its.method} ${its.path}</span>`,
    },
    { key: 'received', label: 'Received', cell: (its) => since(its.receivedAt) },
    { key: 'attempts', label: 'Attempts', end: true, cell: (its) => number(its.attempts) },
    { key: 'reason', label: 'Why', cell: (its) => html`${its.reason ?? '–'}${its.at ? html` <span class="muted">${since(its.at)}</span>` : nothing}` },
    { key: 'size', label: 'Size', end: true, cell: (its) => bytes(its.bytes) },
    ...(ui.state === 'dead' ? [{
      key: 'action', label: 'Do', cell: (its) => html`<span class="row-actions">
        <button type="button" class="button small" aria-disabled=${why ? 'true' : nothing} title=${why ?? nothing}
          aria-label="Replay ${its.id}" @click=${() => (why ? say(why) : replay(params, its))}>${icon('back')}<span>Replay</span></button>
        <button type="button" class="button small quiet" aria-disabled=${why ? 'true' : nothing} title=${why ?? nothing}
          aria-label="Discard ${its.id}" @click=${() => (why ? say(why) : discard(params, its))}>${icon('close')}<span>Discard…</span></button></span>`,
    }] : []),
  ];
}

const messagePath = (params, message) => `${pathOf(params)}/messages/${encodeURIComponent(message.id)}`;

async function replay(params, message) {
  try {
    await call('POST', `${messagePath(params, message)}/replay`, { body: {} });
    say(`The letter is on its way to ${params.subscriber} again.`, 'ok');
    reload();
  } catch (problem) {
    say(problem.message, 'bad');
  }
}

async function replayAll(params) {
  try {
    const { body } = await call('POST', `${pathOf(params)}/replay`, { body: {} });
    say(`${plural(body.replayed, 'letter is', 'letters are')} on the way again.`, 'ok');
    reload();
  } catch (problem) {
    say(problem.message, 'bad');
  }
}

function discard(params, message) {
  const state = { problem: null };
  const act = async () => {
    try {
      await call('DELETE', messagePath(params, message));
      dialog.close();
      say('The letter is discarded.', 'ok');
      reload();
    } catch (problem) {
      state.problem = problem;
      dialog.draw();
    }
  };
  const dialog = openDialog({
    title: 'Discard this letter?',
    content: () => html`${state.problem ? notice('bad', state.problem.message) : nothing}
      <p><code class="wrap">${message.id}</code></p><p>${params.subscriber} will never get it. This cannot be undone.</p>`,
    actions: (close) => html`<button type="button" class="button" @click=${close}>Keep it</button>
      <button type="button" class="button danger" @click=${act}>Discard the letter</button>`,
  });
}

function look(params, message, why) {
  const state = { whole: null, problem: null };
  const dialog = openDialog({
    title: 'Message',
    wide: true,
    content: () => (state.problem ? notice('bad', state.problem.message)
      : state.whole ? contents(state.whole) : html`<p class="loading">Asking the gateway …</p>`),
    actions: (close) => html`<button type="button" class="button" @click=${close}>Close</button>
      ${message.state === 'dead' && !why ? html`<button type="button" class="button primary"
        @click=${() => { close(); replay(params, message); }}>Replay it</button>` : nothing}`,
  });
  get(messagePath(params, message))
    .then((whole) => { state.whole = whole; }, (problem) => { state.problem = problem; })
    .finally(() => dialog.draw());
}

const contents = (its) => html`
  <dl class="facts">
    <dt>Id</dt><dd><code class="wrap">${its.id}</code></dd>
    <dt>Request</dt><dd><code class="wrap">${its.method} ${its.path}${its.query ? `?${its.query}` : ''}</code></dd>
    <dt>Received</dt><dd>${since(its.receivedAt)}</dd>
    ${its.reason ? html`<dt>Died</dt><dd>${since(its.diedAt)} after ${plural(its.attempts, 'attempt')}: ${its.reason}</dd>` : nothing}
  </dl>
  <h3>Headers</h3>
  <pre tabindex="0" aria-label="Headers">${Object.entries(its.headers).flatMap(([name, values]) => values.map((value) => `${name}: ${value}`)).join('\n')}</pre>
  <h3>Body</h3>
  ${code(pretty(its.body ?? its.base64 ?? ''), its.body === undefined ? 'the body in Base64' : 'the body')}`;

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text === '' ? '(empty)' : text;
  }
}
