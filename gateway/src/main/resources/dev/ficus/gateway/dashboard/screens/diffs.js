// Where the answers of both sides differ, side by side, and how it would be had a path not been compared.

import { html, nothing } from '../lib/lit/lit-html.js';
import { get, routePath } from '../api.js';
import { redraw, reload } from '../drawing.js';
import { number, percent, plural } from '../format.js';
import { badge, card, code, copyButton, empty, icon, notice, routeHref, since } from '../parts.js';

const ui = { ignore: '', open: new Set(), route: null };

export default {
  title: ({ id }) => `Differences of ${id}`,

  load: ({ id }) => {
    if (ui.route !== id) Object.assign(ui, { route: id, ignore: '', open: new Set() });
    const query = ui.ignore ? `?ignore=${encodeURIComponent(ui.ignore)}` : '';
    return get(`${routePath(id)}/diffs${query}`);
  },

  view: ({ id }, { differences, mismatches, preview }) => html`
    <nav class="crumbs" aria-label="Where you are"><a href="#/routes">Routes</a> / <a href=${routeHref(id)}>${id}</a></nav>
    <div class="page-head"><h1 tabindex="-1">Differences of ${id}</h1>
      <p class="muted">${mismatches.of === 0 ? 'Nothing compared yet'
        : `${number(mismatches.hits)} of ${plural(mismatches.of, 'compared answer')} differ (${percent(mismatches.rate)})`}</p></div>
    ${whatIf(preview, mismatches, differences)}
    ${differences.length === 0
      ? (mismatches.of === 0
        ? empty('shadow', 'Nothing has been compared yet', 'In stage shadow, and with shadow: on in canary and live, requests are copied to the other side and the answers compared.')
        : empty('ok', 'All answers are alike', `${plural(mismatches.of, 'pair')} of answers, and not one difference.`))
      : differences.map((difference) => path(difference, mismatches))}`,
};

function ask(ignore) {
  ui.ignore = ignore;
  reload();
}

function whatIf(preview, mismatches, differences) {
  const submit = (event) => {
    event.preventDefault();
    ask(new FormData(event.target).get('ignore').trim());
  };
  if (mismatches.of === 0) return nothing;
  return card('What if a path were not compared?', html`
    <form class="inline" @submit=${submit}>
      <label for="ignore" class="unseen">Path to ignore</label>
      <input id="ignore" name="ignore" list="paths" placeholder="/generatedAt" .value=${ui.ignore} spellcheck="false" autocomplete="off">
      <datalist id="paths">${differences.map((its) => html`<option value=${its.path}></option>`)}</datalist>
      <button type="submit" class="button">Preview</button>
      ${ui.ignore ? html`<button type="button" class="button quiet" @click=${() => ask('')}>Clear</button>` : nothing}
    </form>
    <div aria-live="polite">${preview && preview.ignore === ui.ignore ? html`
      <p class="what-if">Without <code>${preview.ignore}</code>: <b>${number(preview.mismatches.hits)}</b> of ${number(preview.mismatches.of)} would differ
        (<b>${percent(preview.mismatches.rate)}</b> instead of ${percent(mismatches.rate)}; with 99 % confidence at most ${percent(preview.mismatches.upper)}).</p>
      ${code(`shadow: { compare: { ignore: [ ${preview.ignore} ] } }`, 'the rule for the route file')}
      <p class="hint">This is a preview: nothing has changed. In the route file the rule starts the evidence anew.</p>` : nothing}</div>`);
}

function path(difference, mismatches) {
  const open = ui.open.has(difference.path);
  const turn = () => {
    if (open) ui.open.delete(difference.path); else ui.open.add(difference.path);
    redraw();
  };
  const shown = open ? difference.samples : difference.samples.slice(0, 1);
  return html`<section class="card difference">
    <div class="card-head">
      <h2><code>${difference.path}</code></h2>
      <p class="muted">${plural(difference.count, 'time')}${mismatches.of > 0 ? `, ${percent(difference.count / mismatches.of)}` : ''}
        ${difference.isNoise ? badge('none', 'noise: legacy differs from itself here') : nothing}</p>
      <button type="button" class="button small" @click=${() => ask(difference.path)}>Preview ignoring this path</button>
    </div>
    ${difference.samples.length === 0
      ? notice('info', 'No sample was kept of this path.')
      : shown.map(sample)}
    ${difference.samples.length > 1 ? html`<button type="button" class="button quiet small" aria-expanded=${open} @click=${turn}>
      ${icon(open ? 'up' : 'down')}<span>${open ? 'One sample only' : `${difference.samples.length - 1} more`}</span></button>` : nothing}
  </section>`;
}

const sample = (its) => html`<div class="sample">
  <p class="sample-head"><code>${its.request}</code> <span class="muted">${its.kind} · ${since(its.at)}</span></p>
  <div class="side-by-side">
    <div class="side legacy"><h3>${icon('legacy')}Legacy</h3><pre tabindex="0" aria-label="Legacy’s">${shown(its.legacy)}</pre>${copyButton(its.askLegacy, 'asks legacy the same', 'Copy curl line')}</div>
    <div class="side target"><h3>${icon('live')}Target</h3><pre tabindex="0" aria-label="The target’s">${shown(its.target)}</pre>${copyButton(its.askTarget, 'asks the target the same', 'Copy curl line')}</div>
  </div></div>`;

/** JSON that is a tree is shown as one. */
function shown(text) {
  if (text === undefined || text === null) return '(nothing there)';
  try {
    const tree = JSON.parse(text);
    return typeof tree === 'object' ? JSON.stringify(tree, null, 2) : text;
  } catch {
    return text;
  }
}
