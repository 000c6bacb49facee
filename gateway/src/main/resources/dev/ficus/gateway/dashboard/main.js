// Starts the dashboard: who looks, at which screen, and when it is drawn.

import { html, nothing, render } from './lib/lit/lit-html.js';
import { hasToken, onRefused, signIn, signOut, takeTokenFromAddress } from './api.js';
import { listen } from './events.js';
import { plug } from './drawing.js';
import { find } from './places.js';
import { login } from './login.js';
import { shell } from './shell.js';
import { trouble } from './parts.js';
import { onWorld, refresh, stop, world } from './world.js';

const SHOWN_MS = 6_000;

const root = document.getElementById('app');
const shown = { place: null, data: null, error: null, isNew: false, loads: 0, messages: [], refusal: null };
let stopListening = null;

function draw() {
  if (!hasToken()) {
    document.title = 'Sign in · Ficus';
    render(login({ refusal: shown.refusal, onToken: enter }), root);
    return;
  }
  const { place, data, error } = shown;
  document.title = `${place.screen.title(place.params)} · Ficus`;
  render(shell({
    place,
    world,
    messages: shown.messages,
    onLeave: () => leave(null),
    content: html`
      ${error ? trouble(error) : nothing}
      ${place.screen.load && data === null
        ? (error ? nothing : html`<p class="loading">Asking the gateway …</p>`)
        : place.screen.view(place.params, data)}`,
  }), root);
  focusNewScreen();
}

/** Whoever came by keyboard or listens goes on at the new screen's heading. */
function focusNewScreen() {
  const heading = shown.isNew ? root.querySelector('main h1') : null;
  if (heading) {
    shown.isNew = false;
    heading.focus({ preventScroll: true });
  }
}

/** Asks for what only this screen needs; an answer that comes after somebody has left it is dropped. */
async function load() {
  const { place } = shown;
  if (!hasToken() || !place.screen.load) return;
  const number = ++shown.loads;
  try {
    const data = await place.screen.load(place.params);
    if (number !== shown.loads) return;
    shown.data = data;
    shown.error = null;
  } catch (error) {
    if (number !== shown.loads) return;
    shown.error = error;
  }
  draw();
}

function go() {
  const before = shown.place;
  const next = find(location.hash);
  if (before && before.path === next.path) return;
  Object.assign(shown, {
    place: next, data: null, error: null, loads: shown.loads + 1, isNew: before !== null,
  });
  draw();
  if (before) scrollTo(0, 0);
  load();
}

function say(text, kind) {
  const message = { text, kind, key: Symbol(text) };
  shown.messages = [...shown.messages.slice(-2), message];
  draw();
  setTimeout(() => {
    shown.messages = shown.messages.filter((its) => its !== message);
    draw();
  }, SHOWN_MS);
}

function start() {
  stopListening = listen(
    () => refresh(),
    (live) => { world.live = live; draw(); },
  );
  refresh();
}

function enter(secret) {
  signIn(secret);
  shown.refusal = null;
  start();
  draw();
  load();
}

function leave(refusal) {
  stopListening?.();
  stop();
  signOut();
  shown.refusal = refusal;
  draw();
}

plug({ redraw: draw, reload: refresh, say });
onRefused(() => leave('The gateway does not know this token, or it was revoked or has expired.'));
onWorld(() => { draw(); load(); });
addEventListener('hashchange', () => {
  const before = hasToken();
  takeTokenFromAddress();
  if (!before && hasToken()) start();
  go();
});

takeTokenFromAddress();
go();
if (hasToken()) start();
