// A route's way, and what a step of it does to the clients.

import { html } from './lib/lit/lit-html.js';
import { groupPath, routePath } from './api.js';
import { spaced } from './format.js';
import { icon, stageWord } from './parts.js';

const ORDER = ['legacy', 'shadow', 'canary', 'live', 'retired'];

/** As a number that grows along the way. */
const rank = (at) => ORDER.indexOf(at.stage) * 1_000 + parseFloat(at.weight ?? '0');

/** A plan's step, such as `10%`, as a position. */
export const positionOf = (step) => (step.endsWith('%')
  ? { stage: 'canary', weight: step }
  : { stage: step, weight: step === 'live' || step === 'retired' ? '100%' : '0%' });

export const stepWord = (at) => (at.stage === 'canary' ? `canary ${spaced(at.weight)}` : stageWord(at.stage));

export const sameStep = (a, b) => a.stage === b.stage && (a.stage !== 'canary' || a.weight === b.weight);

/** All steps from legacy to retired, with the present one among them. */
export function way(route) {
  const present = { stage: route.stage, weight: route.weight };
  const steps = [
    { stage: 'legacy', weight: '0%' }, ...route.plan.steps.map(positionOf),
    { stage: 'live', weight: '100%' }, { stage: 'retired', weight: '100%' }, present,
  ];
  return steps
    .filter((step, i) => steps.findIndex((other) => sameStep(other, step)) === i)
    .sort((a, b) => rank(a) - rank(b));
}

export function stageBar(route) {
  const present = { stage: route.stage, weight: route.weight };
  return html`<ol class="way" aria-label="The way of ${route.id}">${way(route).map((step) => {
    const is = sameStep(step, present);
    const done = !is && rank(step) < rank(present);
    return html`<li class="${is ? 'is' : done ? 'done' : 'ahead'} stage-${step.stage}" aria-current=${is ? 'step' : 'false'}>
      <span class="dot">${icon(done ? 'check' : step.stage)}</span>
      <span class="word">${step.stage === 'canary' ? spaced(step.weight) : stageWord(step.stage)}</span></li>`;
  })}</ol>`;
}

/** Where the target's clients go, in words. */
export const targetName = (route) => route.target
  ?? (route.respond ? `the fixed answer ${route.respond.status}` : 'the target');

const isSubscriber = (route) => route.id.includes('/');

/** What a step does, as a button says it. */
export function stepLabel(route, step) {
  const target = targetName(route);
  const who = isSubscriber(route) ? 'messages' : 'clients';
  switch (step.stage) {
    case 'legacy': return `Send all ${who} back to legacy`;
    case 'shadow': return rank(step) < rank({ stage: route.stage, weight: route.weight })
      ? `Back to shadow: all ${who} to legacy, copies to ${target}` : `Copy requests to ${target}`;
    case 'canary': return `Send ${spaced(step.weight)} of ${who} to ${target}`;
    case 'live': return `Send all ${who} to ${target}`;
    default: return 'Retire legacy';
  }
}

/** What is cut over: the route, or the group that moves as one. */
export function subjectOf(route) {
  return route.group
    ? { name: route.group, path: groupPath(route.group), isGroup: true }
    : { name: route.id, path: routePath(route.id), isGroup: false };
}

/** The shortest true sentence about why a refused step cannot be taken. */
export function refusalText(problem) {
  const gates = (problem.body.refusals ?? []).flatMap((refusal) => refusal.gates);
  const gate = gates.find((its) => its.verdict === 'fail') ?? gates.find((its) => its.verdict === 'inconclusive');
  if (!gate) return problem.message;
  // What was measured stands among the gates; here is only what is missing, its last clause.
  const clauses = gate.message.split('; ');
  return `${gate.name}: ${gate.verdict === 'fail' ? gate.message : clauses.at(-1)}`;
}
