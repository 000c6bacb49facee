// Route files: which are in force, what is wrong with those that are not, and what drifts.

import { html, nothing } from '../lib/lit/lit-html.js';
import { call, get } from '../api.js';
import { proposeCutover } from '../cutover.js';
import { openDialog } from '../dialog.js';
import { badge, button, card, code, empty, icon, notice, routeLink, since, stagePill, table } from '../parts.js';
import { world } from '../world.js';

const STATES = { good: ['ok', 'in force'], broken: ['bad', 'broken'], deleted: ['warn', 'deleted'] };

export default {
  title: () => 'Configuration',
  load: () => get('/config'),
  view: (_, config) => html`
    <div class="page-head"><h1 tabindex="-1">Configuration</h1>
      <p class="muted">Route files as this gateway reads them. Files fingerprint <code>${config.fingerprint.slice(0, 12)}</code></p></div>
    ${config.errors.length > 0 ? html`<div aria-live="polite">${errors(config)}</div>` : nothing}
    ${config.warnings.length > 0 ? card('Right, but surprising', html`<ul class="violations">${config.warnings.map((its) => html`
      <li class="warn">${icon('warn')}<div><p><code>${its.file}:${its.line}:${its.column}</code></p><p>${its.message}</p></div></li>`)}</ul>`) : nothing}
    <div class="card flush"><div class="card-head"><h2>Files</h2>
      <button type="button" class="button small" @click=${check}>Check a file…</button></div>
      ${config.files.length === 0 ? empty('config', 'There is no route file', 'Each *.yaml in the routes directory is read, and watched.')
        : table({ caption: 'Files', columns: fileColumns, rows: config.files, rowKey: (its) => its.name })}</div>
    ${drift(config)}`,
};

/** The text brings for each violation the line at fault; a block begins where a line is not indented. */
export function excerpts(text) {
  return text.split(/\n(?=\S)/).map((block) => block.split('\n').slice(1).join('\n').replace(/\s+$/, ''));
}

function errors(config) {
  const broken = config.files.filter((file) => file.violations.length > 0);
  return broken.map((file) => {
    const shown = excerpts(file.text);
    return html`<section class="card broken"><div class="card-head"><h2>${file.name}</h2>${badge('bad', 'not in force')}
      <p class="muted">The last good version${file.loadedAt ? html`, of ${since(file.loadedAt)},` : ''} stays in force.</p></div>
      <ul class="violations">${file.violations.map((its, i) => html`<li class="bad">${icon('bad')}<div>
        <p><code>${its.file}:${its.line}:${its.column}</code> <span class="muted">line ${its.line}, column ${its.column}</span></p>
        <p>${its.message}</p>
        ${shown[i] ? html`<pre tabindex="0" aria-label="Line ${its.line}">${shown[i]}</pre>` : nothing}</div></li>`)}</ul></section>`;
  });
}

const fileColumns = [
  { key: 'name', label: 'File', cell: (its) => html`<code>${its.name}</code>` },
  { key: 'state', label: 'State', cell: (its) => badge(...(STATES[its.state] ?? ['info', its.state])) },
  { key: 'loaded', label: 'In force since', cell: (its) => (its.loadedAt ? since(its.loadedAt) : 'never') },
  { key: 'fingerprint', label: 'Fingerprint', cell: (its) => html`<code class="muted">${its.fingerprint?.slice(0, 12) ?? '–'}</code>` },
  { key: 'errors', label: 'Errors', end: true, cell: (its) => its.violations.length },
];

function drift(config) {
  const caller = world.status?.caller;
  const why = caller?.role === 'admin' && !caller.group ? null : 'Only an admin’s token may make the files’ word current.';
  return html`<div class="card flush"><div class="card-head"><h2>Drift</h2>
      <span class="muted">What files declare and what is in force</span></div>
    ${config.drift.length === 0
      ? empty('ok', 'None', 'What the files declare is in force.')
      : html`${table({ caption: 'Drift', columns: driftColumns, rows: config.drift, rowKey: (its) => its.route })}
        <div class="actions">
          ${button({ id: 'take-files', label: 'Do what the files say', name: 'config', why, onClick: () => proposeCutover({ label: 'Do what the files say', path: '/config/take-files' }) })}
          ${button({ label: 'Show the patch that files need…', name: 'copy', onClick: patch })}
        </div>`}</div>`;
}

const driftColumns = [
  { key: 'route', label: 'Route', cell: (its) => routeLink(its.route) },
  { key: 'declared', label: 'Its file says', cell: (its) => stagePill(its.declared.stage, its.declared.weight) },
  { key: 'inForce', label: 'In force', cell: (its) => stagePill(its.inForce.stage, its.inForce.weight) },
  { key: 'reason', label: 'Why', cell: (its) => its.reason ?? 'it was changed by the admin API' },
];

function ask(title, view) {
  return openDialog({
    title, wide: true, content: view,
    actions: (close) => html`<button type="button" class="button" @click=${close}>Close</button>`,
  });
}

function patch() {
  const state = { text: null, problem: null };
  const dialog = ask('The patch that files need', () => (state.problem ? notice('bad', state.problem.message)
    : state.text === null ? html`<p class="loading">Asking the gateway …</p>`
      : html`<p>With it the files declare what is in force; comments stay.</p>${code(state.text, 'the patch')}`));
  get('/config/patch').then((text) => { state.text = text; }, (problem) => { state.problem = problem; })
    .finally(() => dialog.draw());
}

/** Has a text checked as a route file, without bringing it into force. */
function check() {
  const state = { answer: null, problem: null };
  const submit = async (event) => {
    event.preventDefault();
    Object.assign(state, { answer: null, problem: null });
    try {
      state.answer = (await call('POST', '/config/validate', { text: new FormData(event.target).get('yaml') })).body;
    } catch (problem) {
      state.problem = problem;
    }
    dialog.draw();
  };
  const dialog = ask('Check a file', () => html`<form @submit=${submit}>
      <label for="yaml">A route file’s text</label>
      <textarea id="yaml" name="yaml" rows="12" spellcheck="false" required></textarea>
      <button type="submit" class="button primary">Check it</button> <span class="hint">Nothing comes into force.</span>
    </form>
    <div aria-live="polite">${state.problem ? notice('bad', state.problem.message) : nothing}
      ${state.answer ? (state.answer.valid ? notice('ok', 'It is a good route file.') : html`<pre tabindex="0" aria-label="Errors">${state.answer.text}</pre>`) : nothing}</div>`);
}
