// What the audit knows, line by line.

import { html, nothing } from './lib/lit/lit-html.js';
import { icon, routeHref, since } from './parts.js';
import { routeOf, world } from './world.js';

const ICONS = [
  [/rollback/, 'back'], [/pause/, 'pause'], [/resume/, 'play'], [/circuit/, 'circuits'],
  [/message|queue|subscriber/, 'queues'], [/token/, 'leave'], [/parity/, 'shadow'], [/recovered/, 'info'],
];

const iconOf = (what) => ICONS.find(([pattern]) => pattern.test(what))?.[1] ?? 'forward';

/** Links to what it is about, where that is still there. */
function subjectLink(subject) {
  if (routeOf(subject)) return html`<a href=${routeHref(subject)}>${subject}</a>`;
  if (subject.startsWith('@')) {
    const member = world.routes?.find((route) => route.group === subject.slice(1));
    if (member) return html`<a href=${routeHref(member.id)}>${subject}</a>`;
  }
  return html`<span>${subject}</span>`;
}

export const eventLine = (event) => html`<li>
  ${icon(iconOf(event.what))}
  <div>
    <p><b>${event.who}</b> · ${event.what.replace('.', ': ')} · ${subjectLink(event.subject)}
      ${event.reason ? html`<span class="reason">“${event.reason}”</span>` : nothing}</p>
    ${detailText(event)}
  </div>
  <span class="muted when">${since(event.at)}</span></li>`;

/** Of one route the subject says already which. */
function detailText({ subject, details }) {
  const entries = Object.entries(details ?? {});
  const word = ([name, value]) => (name === 'force' ? 'forced' : name === subject ? value : `${name} ${value}`);
  return entries.length === 0 ? nothing
    : html`<p class="muted">${entries.slice(0, 6).map(word).join(' · ')}${entries.length > 6 ? ` · and ${entries.length - 6} more` : ''}</p>`;
}
