// Pieces that several screens are made of.

import { html, nothing, svg } from './lib/lit/lit-html.js';
import { repeat } from './lib/lit/directives/repeat.js';
import { exactly, relative, spaced } from './format.js';
import { redraw, say } from './drawing.js';

export const icon = (name) => html`<svg class="icon" aria-hidden="true"><use href="icons.svg#${name}"></use></svg>`;

export const STAGES = ['legacy', 'shadow', 'canary', 'live', 'retired'];

const STAGE_WORDS = {
  legacy: 'legacy', shadow: 'shadow', canary: 'canary', live: 'live', retired: 'legacy retired',
};

export const stageWord = (stage) => STAGE_WORDS[stage] ?? stage;

/** A stage as icon and word; of a canary with its weight. */
export function stagePill(stage, weight) {
  const more = stage === 'canary' && weight ? ` ${spaced(weight)}` : '';
  return html`<span class="pill stage-${stage}">${icon(stage)}${stageWord(stage)}${more}</span>`;
}

/** @param kind ok, bad, warn, wait, info or none */
export const badge = (kind, text) => html`<span class="badge ${kind}">${icon(kind)}${text}</span>`;

export const routeHref = (id) => `#/routes/${encodeURIComponent(id)}`;

export const routeLink = (id) => html`<a href=${routeHref(id)}>${id}</a>`;

export const since = (instant) => (instant
  ? html`<time datetime=${instant} title=${exactly(instant)}>${relative(instant)}</time>`
  : nothing);

/** What stands where there is nothing to show, and what one could do about it. */
export const empty = (name, title, text) => html`
  <div class="empty">${icon(name)}<p class="empty-title">${title}</p><p>${text}</p></div>`;

/** In place of a chart that has no line yet. */
export const soon = html`<p class="chart-soon muted">The line begins in a few seconds.</p>`;

export const trouble = (error) => html`
  <div class="notice bad" role="alert">${icon('bad')}<p>${error.message}</p></div>`;

export const notice = (kind, text) => html`<div class="notice ${kind}">${icon(kind)}<p>${text}</p></div>`;

export const card = (title, content, aside = nothing) => html`
  <section class="card">
    <div class="card-head"><h2>${title}</h2>${aside}</div>
    ${content}
  </section>`;

/** A button that cannot be used stays reachable, and says why. */
export function button({ label, name, kind = '', why = null, onClick, id }) {
  return html`<span class="action">
    <button type="button" class="button ${kind}" id=${id ?? nothing}
        aria-disabled=${why ? 'true' : nothing} aria-describedby=${why && id ? `${id}-why` : nothing}
        title=${why && !id ? why : nothing}
        @click=${why ? () => say(why) : onClick}>
      ${name ? icon(name) : nothing}<span>${label}</span>
    </button>
    ${why && id ? html`<span class="why" id="${id}-why">${why}</span>` : nothing}
  </span>`;
}

export function copyButton(text, what, label = 'Copy') {
  const copy = async (event) => {
    const its = event.currentTarget;
    try {
      await navigator.clipboard.writeText(text);
      say(`${what} copied`);
    } catch {
      // No clipboard outside a secure context: the text is selected instead.
      const shown = its.closest('.code')?.querySelector('pre');
      if (shown) getSelection().selectAllChildren(shown);
      say('Selected: copy it with the keyboard');
    }
  };
  return html`<button type="button" class="button small quiet" @click=${copy}
    aria-label="${label}: ${what}">${icon('copy')}<span>${label}</span></button>`;
}

export const code = (text, what) => html`
  <div class="code"><pre tabindex="0" aria-label=${what}>${text}</pre>${copyButton(text, what)}</div>`;

/** A bar of parts: `[{ kind, share, label }]`, shares of 1. */
export function bar(parts, label) {
  let x = 0;
  const drawn = parts.filter((part) => part.share > 0).map((part) => {
    const at = x;
    x += part.share * 100;
    return { ...part, at, width: Math.max(0, part.share * 100) };
  });
  return html`<svg class="bar" role="img" aria-label=${label} preserveAspectRatio="none">
    <rect class="bar-none" width="100%" height="100%"></rect>
    ${drawn.map((part) => svgRect(part))}
  </svg>`;
}

const svgRect = (part) => svg`<rect class="fill-${part.kind}" x="${part.at}%" width="${part.width}%" height="100%"></rect>`;

/**
 * A table whose columns sort.
 *
 * @param caption for screen readers
 * @param columns `[{ key, label, value: (row) => sortable, cell: (row) => template, end }]`; without
 *     value it does not sort, with end it is aligned to the end
 * @param sort `{ key, down }`, changed in place
 */
export function table({ caption, columns, rows, sort, rowKey }) {
  const by = sort && columns.find((column) => column.key === sort.key);
  const shown = by?.value ? sorted(rows, by.value, sort.down) : rows;
  return html`<table>
    <caption class="unseen">${caption}</caption>
    <thead><tr>${columns.map((column) => head(column, sort))}</tr></thead>
    <tbody>${repeat(shown, rowKey, (row) => html`<tr>${columns.map((column) => html`
      <td class=${column.end ? 'end' : ''} data-label=${column.label}>${column.cell(row)}</td>`)}</tr>`)}
    </tbody>
  </table>`;
}

function head(column, sort) {
  if (!sort || !column.value) {
    return html`<th scope="col" class=${column.end ? 'end' : ''}>${column.label}</th>`;
  }
  const is = sort.key === column.key;
  const turn = () => {
    sort.down = is ? !sort.down : Boolean(column.end);
    sort.key = column.key;
    redraw();
  };
  const order = is ? (sort.down ? 'descending' : 'ascending') : nothing;
  return html`<th scope="col" class=${column.end ? 'end' : ''} aria-sort=${order}>
    <button type="button" class="sort" @click=${turn}>${column.label}${icon(is ? (sort.down ? 'down' : 'up') : 'sort')}</button></th>`;
}

function sorted(rows, value, down) {
  const turn = down ? -1 : 1;
  return [...rows].sort((a, b) => {
    const x = value(a);
    const y = value(b);
    return turn * (typeof x === 'number' ? x - y : String(x).localeCompare(String(y), 'en', { numeric: true }));
  });
}
