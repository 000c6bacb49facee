// What the whole dashboard works with: the state of the gateway, asked for again and again.

import { get } from './api.js';
import { Traffic } from './traffic.js';

const EVERY_MS = 3_000;

const PARTS = {
  status: ['/status', (body) => body],
  routes: ['/routes', (body) => body.routes],
  circuits: ['/circuits', (body) => body.circuits],
  queues: ['/queues', (body) => body.queues],
  config: ['/config', (body) => body],
};

/** The present state; a part is null until it was had, and keeps its last value while it cannot be. */
export const world = {
  status: null,
  routes: null,
  circuits: null,
  queues: null,
  config: null,
  traffic: new Traffic(),
  reachable: true,
  live: false,
};

let listener = () => {};
let timer = 0;
let running = null;
let again = false;
/** Grows when somebody leaves: what was asked for before comes too late. */
let visit = 0;

export const onWorld = (next) => { listener = next; };

async function ask(its) {
  const names = Object.keys(PARTS);
  const results = await Promise.allSettled(names.map((name) => get(PARTS[name][0])));
  if (its !== visit) return;
  results.forEach((result, i) => {
    if (result.status === 'fulfilled') world[names[i]] = PARTS[names[i]][1](result.value);
  });
  world.reachable = results.some((result) => result.status === 'fulfilled' || result.reason.status > 0);
  if (results[1].status === 'fulfilled') world.traffic.take(world.routes);
}

/** Asks now, and from then on; at most one round is under way, and what changed during it is not missed. */
export function refresh() {
  clearTimeout(timer);
  if (running) {
    again = true;
    return running;
  }
  const its = visit;
  running = ask(its).finally(() => {
    if (its !== visit) return;
    running = null;
    if (again) {
      again = false;
      refresh();
      return;
    }
    timer = setTimeout(() => { if (!document.hidden) refresh(); }, EVERY_MS);
    listener();
  });
  return running;
}

/** Asks no more, until somebody comes again. */
export function stop() {
  clearTimeout(timer);
  timer = 0;
  running = null;
  again = false;
  visit += 1;
  Object.keys(PARTS).forEach((name) => { world[name] = null; });
  world.traffic = new Traffic();
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden && timer) refresh();
});

export const routeOf = (id) => world.routes?.find((route) => route.id === id) ?? null;

/** The queue of a webhook route: such a route only accepts, and its subscribers are migrated. */
export const hookOf = (id) => world.queues?.find((queue) => queue.route === id && queue.kind === 'webhook') ?? null;

/** Whether the token may change something that belongs to a group, or to none. */
export function mayChange(group) {
  const caller = world.status?.caller;
  if (!caller) return false;
  return caller.role !== 'viewer' && (!caller.group || caller.group === group);
}

/** Why it may not; null if it may. */
export function whyNot(group) {
  if (mayChange(group)) return null;
  const caller = world.status?.caller;
  if (!caller) return 'The gateway has not said yet who you are.';
  return caller.role === 'viewer'
    ? `The token “${caller.name}” is a viewer’s: it may look, not change.`
    : `The token “${caller.name}” is for group “${caller.group}” only.`;
}
