// What is around every screen: where one can go, how the gateway is doing, and what was said.

import { html, nothing } from './lib/lit/lit-html.js';
import { repeat } from './lib/lit/directives/repeat.js';
import { redraw } from './drawing.js';
import { badge, icon } from './parts.js';

const SECTIONS = [
  ['overview', '#/', 'Overview'],
  ['routes', '#/routes', 'Routes'],
  ['remaining', '#/remaining', 'What remains'],
  ['circuits', '#/circuits', 'Circuits'],
  ['queues', '#/queues', 'Queues'],
  ['requests', '#/requests', 'Stored requests'],
  ['config', '#/config', 'Configuration'],
  ['audit', '#/audit', 'Audit'],
  ['instances', '#/instances', 'Instances'],
];

const menu = { open: false };

export function shell({ place, world, content, messages, onLeave }) {
  const close = () => { if (menu.open) { menu.open = false; redraw(); } };
  const skip = (event) => {
    event.preventDefault();
    document.getElementById('main').focus();
  };
  return html`
    <a class="skip" href="#main" @click=${skip}>Skip to the content</a>
    <div class="frame">
      <header class="top">
        <a class="brand" href="#/"><img src="logo.svg" alt="" width="28" height="28"><span>Ficus</span></a>
        <button type="button" class="button quiet icon-only menu-button" aria-expanded=${menu.open}
          aria-controls="sections" aria-label="Menu" @click=${() => { menu.open = !menu.open; redraw(); }}>
          ${icon(menu.open ? 'close' : 'menu')}</button>
      </header>
      <nav id="sections" class=${menu.open ? 'open' : ''} aria-label="Sections" @click=${close}>
        <ul>${SECTIONS.map(([name, href, label]) => html`
          <li><a href=${href} aria-current=${name === place.section ? 'page' : nothing}>
            ${icon(name)}<span>${label}</span>${count(name, world)}</a></li>`)}
        </ul>
        ${foot(world, onLeave)}
      </nav>
      <main id="main" tabindex="-1">
        ${world.reachable ? nothing : html`<div class="notice bad" role="alert">${icon('bad')}
          <p>The gateway does not answer. What you see is what was known last.</p></div>`}
        ${content}
      </main>
    </div>
    <div class="messages" role="status" aria-live="polite">${repeat(messages, (its) => its.key, (its) => html`
      <div class="message ${its.kind}">${icon(its.kind === 'info' ? 'info' : its.kind)}<span>${its.text}</span></div>`)}
    </div>`;
}

function foot(world, onLeave) {
  const status = world.status;
  return html`<div class="foot">
    ${!world.reachable ? badge('bad', 'not reachable')
      : status?.degraded ? badge('bad', 'degraded')
        : world.live ? badge('ok', 'live') : badge('wait', 'polling')}
    ${status ? html`<p class="who" title="Gateway ${status.instance}, version ${status.version}">
      <span>${status.caller.name}</span> <span class="muted">${status.caller.role}${status.caller.group ? ` of ${status.caller.group}` : ''}</span></p>` : nothing}
    <button type="button" class="button quiet small" @click=${onLeave}>${icon('leave')}<span>Sign out</span></button>
  </div>`;
}

/** How much waits for somebody in a section. */
function count(name, world) {
  const sum = {
    circuits: () => world.circuits?.filter((its) => its.state !== 'closed').length,
    queues: () => world.queues?.flatMap((its) => its.subscribers).reduce((dead, its) => dead + its.dead, 0),
    config: () => world.config?.errors.length,
  }[name]?.();
  const words = { circuits: 'not closed', queues: 'dead letters', config: 'errors' };
  return sum ? html`<span class="count"><span aria-hidden="true">${sum}</span><span class="unseen">, ${sum} ${words[name]}</span></span>` : nothing;
}
