// What somebody should look at, the worst first.

import { duration, plural, relative } from './format.js';
import { routeHref } from './parts.js';

const ORDER = { bad: 0, warn: 1, info: 2 };
const RECENT_SECONDS = 300;

/** @returns `[{ kind, title, text, href }]` */
export function attention(world) {
  const found = [
    ...ofStatus(world.status ?? {}),
    ...(world.config?.errors ?? []).map((error) => ({
      kind: 'bad',
      title: `${error.file}, line ${error.line}`,
      text: `${error.message}. The last good version stays in force.`,
      href: '#/config',
    })),
    ...(world.circuits ?? []).flatMap(ofCircuit),
    ...(world.queues ?? []).flatMap(ofQueue),
    ...(world.routes ?? []).flatMap((route) => ofRoute(route, world.traffic)),
  ];
  return found.sort((a, b) => ORDER[a.kind] - ORDER[b.kind]);
}

function ofStatus(status) {
  const found = [];
  if (status.degraded) {
    found.push({
      kind: 'bad',
      title: 'The shared store is away',
      text: `${status.why}${status.since ? `, since ${relative(status.since)}` : ''}. Traffic flows on; only rollbacks can be done.`,
      href: '#/instances',
    });
  }
  if (status.converged?.behind?.length) {
    found.push({
      kind: 'warn',
      title: 'Not all gateways have the latest revision',
      text: `Behind: ${status.converged.behind.join(', ')}`,
      href: '#/instances',
    });
  }
  if (status.converged?.otherFiles?.length) {
    found.push({
      kind: 'warn',
      title: 'Not all gateways hold the same files',
      text: `Other files: ${status.converged.otherFiles.join(', ')}`,
      href: '#/instances',
    });
  }
  return found;
}

function ofCircuit(circuit) {
  if (circuit.state !== 'closed') {
    const next = circuit.nextProbeMs === undefined
      ? ''
      : `; the next probe in ${duration(Math.ceil(circuit.nextProbeMs / 1_000))}`;
    return [{
      kind: circuit.state === 'open' ? 'bad' : 'warn',
      title: `Circuit ${circuit.name} is ${circuit.state}`,
      text: circuit.mode === 'open' ? 'An operator opened it.' : `Calls are answered without it${next}.`,
      href: '#/circuits',
    }];
  }
  return circuit.mode === 'closed' && circuit.declared !== 'closed'
    ? [{ kind: 'info', title: `Circuit ${circuit.name} is held closed`, text: 'It cannot open by itself.', href: '#/circuits' }]
    : [];
}

function ofQueue(queue) {
  return queue.subscribers.flatMap((subscriber) => {
    const name = `${queue.route}/${subscriber.name}`;
    const href = `#/queues/${encodeURIComponent(queue.route)}/${encodeURIComponent(subscriber.name)}`;
    const waiting = subscriber.waiting + subscriber.retrying;
    const found = [];
    if (subscriber.dead > 0) {
      found.push({ kind: 'bad', title: `${plural(subscriber.dead, 'dead letter')} of ${name}`, text: 'Their attempts are used up. Look, then replay or discard them.', href });
    }
    if (subscriber.paused) {
      found.push({ kind: 'warn', title: `${name} is paused`, text: `${plural(waiting, 'message')} waiting.`, href });
    }
    if (!subscriber.attached) {
      found.push({ kind: 'warn', title: `${name} is in no file any more`, text: `Its backlog of ${plural(waiting + subscriber.dead, 'message')} is kept.`, href });
    }
    return found;
  });
}

function ofRoute(route, traffic) {
  const href = routeHref(route.id);
  const found = [];
  if (route.overridden) {
    found.push({ kind: 'warn', title: `${route.id} was rolled back here alone`, text: 'It becomes a revision when the shared store is back.', href });
  }
  const failing = route.gates.filter((gate) => gate.verdict === 'fail');
  if (failing.length > 0) {
    found.push({ kind: 'bad', title: `${route.id} fails ${plural(failing.length, 'gate')}`, text: failing[0].message, href });
  }
  if (route.drift) {
    const at = route.declared.stage === 'canary' ? `canary ${route.declared.weight}` : route.declared.stage;
    found.push({ kind: 'warn', title: `${route.id} drifts`, text: route.driftReason ?? `Its file says ${at}, and it is ${route.stage}.`, href: '#/config' });
  }
  if (route.paused) {
    found.push({ kind: 'info', title: `The plan of ${route.id} is paused`, text: route.reason ? `“${route.reason}”` : 'It stays where it is until somebody resumes it.', href });
  }
  const lately = traffic.within(route.id, RECENT_SECONDS);
  if (lately?.fallbacks > 0) {
    found.push({ kind: 'warn', title: `${route.id} falls back to legacy`, text: `${plural(lately.fallbacks, 'request')} in the last ${duration(lately.seconds)} that the target failed.`, href });
  }
  return found;
}
