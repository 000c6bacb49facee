// Which address shows which screen.

import audit from './screens/audit.js';
import circuits from './screens/circuits.js';
import config from './screens/config.js';
import diffs from './screens/diffs.js';
import instances from './screens/instances.js';
import lost from './screens/lost.js';
import messages from './screens/messages.js';
import overview from './screens/overview.js';
import queues from './screens/queues.js';
import remaining from './screens/remaining.js';
import requests from './screens/requests.js';
import route from './screens/route.js';
import routes from './screens/routes.js';

const PLACES = [
  ['/', overview, 'overview'],
  ['/routes', routes, 'routes'],
  ['/routes/:id', route, 'routes'],
  ['/routes/:id/diffs', diffs, 'routes'],
  ['/circuits', circuits, 'circuits'],
  ['/queues', queues, 'queues'],
  ['/queues/:route/:subscriber', messages, 'queues'],
  ['/requests', requests, 'requests'],
  ['/requests/:id', requests, 'requests'],
  ['/remaining', remaining, 'remaining'],
  ['/audit', audit, 'audit'],
  ['/config', config, 'config'],
  ['/instances', instances, 'instances'],
];

/** The screen of an address's fragment, such as `#/routes/get-order`. */
export function find(hash) {
  const path = hash.replace(/^#/, '').replace(/\/+$/, '') || '/';
  for (const [pattern, screen, section] of PLACES) {
    const params = match(pattern, path);
    if (params) return { path, screen, section, params };
  }
  return { path, screen: lost, section: null, params: {} };
}

function match(pattern, path) {
  const wanted = pattern.split('/');
  const had = path.split('/');
  if (wanted.length !== had.length) return null;
  const params = {};
  for (let i = 0; i < wanted.length; i++) {
    if (wanted[i].startsWith(':')) params[wanted[i].slice(1)] = decodeURIComponent(had[i]);
    else if (wanted[i] !== had[i]) return null;
  }
  return params;
}
