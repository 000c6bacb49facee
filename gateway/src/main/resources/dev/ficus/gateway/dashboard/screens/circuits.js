// Circuits: what requests meet, who decides that, and which requests failed.

import { html, nothing } from '../lib/lit/lit-html.js';
import { call, get } from '../api.js';
import { openDialog } from '../dialog.js';
import { redraw, reload, say } from '../drawing.js';
import { duration, millis, number, percent } from '../format.js';
import { badge, card, empty, icon, notice, routeLink, since, table } from '../parts.js';
import { routeOf, whyNot, world } from '../world.js';

const STATES = { closed: 'ok', 'half-open': 'wait', open: 'bad' };

const MODES = {
  auto: 'The numbers decide: it opens past its limits, and closes when probes succeed.',
  open: 'Nobody calls it, until you say otherwise.',
  closed: 'It is always called, whatever fails.',
  watch: 'It counts and shows, and never opens.',
};

const ui = { text: '' };
const sort = { key: 'state', down: false };

export default {
  title: () => 'Circuits',
  load: () => get('/failures?limit=50'),
  view: (_, failures) => html`
    <div class="page-head"><h1 tabindex="-1">Circuits</h1>
      <p class="muted">One state for all gateways. Past its limits nobody calls an upstream any more, until a probe finds it well.</p></div>
    ${world.circuits?.length > 0 ? html`<div class="filters"><div class="search">${icon('search')}<input type="search"
      aria-label="Find by upstream, route, state or mode" placeholder="Find by upstream, route, state, mode"
      .value=${ui.text} @input=${(event) => { ui.text = event.target.value; redraw(); }}></div></div>` : nothing}
    <div class="card flush">${world.circuits === null ? html`<p class="loading">Asking the gateway …</p>` : world.circuits.length === 0
      ? empty('circuits', 'There are no circuits', 'Each target upstream has one, unless its file says circuit: off.')
      : table({ caption: 'Circuits', columns, rows: found(), sort, rowKey: (its) => its.name })}</div>
    ${card('Failed requests', failures.failures.length === 0
      ? empty('ok', 'None lately', 'Requests that an upstream failed are kept here for a while.')
      : table({ caption: 'Failed requests', columns: failureColumns, rows: failures.failures, rowKey: (its) => its }),
    failures.matching > failures.failures.length ? html`<span class="muted">the last ${failures.failures.length} of ${number(failures.matching)}</span>` : nothing)}`,
};

const found = () => world.circuits.filter((its) => [its.name, its.state, its.mode].join(' ').toLowerCase().includes(ui.text.toLowerCase().trim()));

const columns = [
  {
    key: 'name', label: 'Circuit', value: (its) => its.name,
    cell: (its) => html`<div class="route-name"><b>${its.upstream}</b><span class="muted">${its.route ? html`for ${routeOf(its.route) ? routeLink(its.route) : its.route}` : 'as a whole'}</span></div>`,
  },
  {
    key: 'state', label: 'State', value: (its) => ['open', 'half-open', 'closed'].indexOf(its.state),
    cell: (its) => html`${badge(STATES[its.state], its.state)}${its.nextProbeMs === undefined ? nothing
      : html`<span class="muted below">probe in ${duration(Math.ceil(its.nextProbeMs / 1_000))}</span>`}`,
  },
  {
    key: 'mode', label: 'Mode', value: (its) => its.mode,
    cell: (its) => html`${its.mode}${its.mode === its.declared ? nothing : html` <span class="muted">(file: ${its.declared})</span>`}`,
  },
  {
    key: 'calls', label: 'Calls in window', value: (its) => its.window.calls, end: true,
    cell: (its) => html`${number(its.window.calls)} <span class="muted">/ ${its.limits.window}</span>`,
  },
  {
    key: 'failures', label: 'Failed', value: (its) => (its.window.calls ? its.window.failures / its.window.calls : -1), end: true,
    cell: (its) => html`${its.window.calls === 0 ? '–' : `${number(its.window.failures)} (${percent(its.window.failures / its.window.calls)})`}
      <span class="muted below">limit ${its.limits.failureRate ? its.limits.failureRate.replace('%', ' %') : its.limits.failures}</span>`,
  },
  { key: 'since', label: 'Since', value: (its) => its.since ?? '', cell: (its) => since(its.since) },
  {
    key: 'change', label: 'Change', cell: (its) => html`<button type="button" class="button small"
      aria-label="Change the mode of ${its.name}" @click=${() => change(its)}>Change…</button>`,
  },
];

const failureColumns = [
  { key: 'at', label: 'When', cell: (its) => since(its.at) },
  { key: 'request', label: 'Request', cell: (its) => html`<code class="wrap">${its.method} ${its.path}</code>` },
  { key: 'upstream', label: 'Upstream', cell: (its) => html`${its.upstream}${its.route ? html` <span class="muted">for</span> ${routeOf(its.route) ? routeLink(its.route) : its.route}` : nothing}` },
  { key: 'outcome', label: 'Outcome', cell: (its) => html`${its.outcome}${its.status ? html` <span class="muted">${its.status}</span>` : nothing}` },
  { key: 'duration', label: 'After', end: true, cell: (its) => millis(its.durationMs) },
];

function change(circuit) {
  const state = { mode: circuit.mode, reason: '', problem: null };
  const why = whyNot(circuit.route ? routeOf(circuit.route)?.group : undefined);
  const act = async () => {
    const path = `/circuits/${circuit.name.split('/').map(encodeURIComponent).join('/')}`;
    try {
      await call('PUT', path, { body: { mode: state.mode, ...(state.reason ? { reason: state.reason } : {}) }, ifMatch: `"${circuit.epoch}"` });
      dialog.close();
      say(`Circuit ${circuit.name} is in mode ${state.mode}.`, 'ok');
      reload();
    } catch (problem) {
      state.problem = problem;
      dialog.draw();
    }
  };
  const dialog = openDialog({
    title: `Mode of ${circuit.name}`,
    content: () => html`
      ${state.problem ? notice('bad', state.problem.message) : nothing}
      ${why ? notice('info', why) : nothing}
      <fieldset class="choices"><legend class="unseen">Mode</legend>${Object.entries(MODES).map(([mode, text]) => html`
        <label><input type="radio" name="mode" value=${mode} .checked=${state.mode === mode}
          @change=${() => { state.mode = mode; dialog.draw(); }}><span><b>${mode}</b>${mode === circuit.declared ? ' (as the file says)' : ''}<br><span class="muted">${text}</span></span></label>`)}
      </fieldset>
      <label for="reason">Reason (optional)</label>
      <input id="reason" maxlength="300" placeholder="Goes into the audit" @input=${(event) => { state.reason = event.target.value; }}>`,
    actions: (close) => html`<button type="button" class="button" @click=${close}>Leave it as it is</button>
      <button type="button" class="button ${state.mode === 'open' ? 'danger' : 'primary'}" ?disabled=${Boolean(why) || state.mode === circuit.mode} @click=${act}>
        ${icon('circuits')}<span>Set mode ${state.mode}</span></button>`,
  });
}
