// Asks before clients are moved: shows what the gateway says would happen, then does it.

import { html, nothing } from './lib/lit/lit-html.js';
import { call } from './api.js';
import { openDialog } from './dialog.js';
import { reload, say } from './drawing.js';
import { plural, spaced } from './format.js';
import { gateList } from './gates.js';
import { STAGES, icon, notice, since, stagePill } from './parts.js';
import { positionOf, stepLabel } from './steps.js';
import { routeOf } from './world.js';

/**
 * Shows what a cutover would do, and does it if that is wanted.
 *
 * @param label what it does, as its button says it
 * @param path of the call, such as `/routes/get-order/promote`
 * @param force whether gates and refusals are passed over, for which a reason is needed
 * @param resumes whether it lets a plan go on, which moves clients later
 */
export function proposeCutover({ label, method = 'POST', path, body = {}, force = false, resumes = false }) {
  const state = { answer: null, etag: null, problem: null, reason: '', busy: false };
  const ready = () => state.answer?.changes.length > 0 && !state.busy && !state.problem && (!force || state.reason.trim() !== '');
  const wish = () => ({ ...body, ...(force ? { force } : {}), ...(state.reason ? { reason: state.reason } : {}) });

  const dialog = openDialog({
    title: label,
    content: () => view(state, { force, resumes }, (reason) => { state.reason = reason; dialog.draw(); }),
    actions: (close) => html`
      <button type="button" class="button" @click=${close}>Leave it as it is</button>
      ${!force && ['gates-not-met', 'refused'].includes(state.problem?.kind) ? html`
        <button type="button" class="button danger" @click=${allTheSame}>Do it all the same…</button>` : nothing}
      ${state.problem?.status === 412 ? html`<button type="button" class="button" @click=${look}>Look again</button>` : nothing}
      <button type="button" class="button ${force ? 'danger' : 'primary'}" ?disabled=${!ready()} @click=${act}>${label}</button>`,
  });
  function allTheSame() {
    dialog.close();
    proposeCutover({ label, method, path, body, force: true, resumes });
  }

  async function look() {
    Object.assign(state, { answer: null, problem: null });
    dialog.draw();
    try {
      // A dry run asks for no reason that nobody has given yet.
      const answer = await call(method, `${path}?dryRun=true`, { body: { reason: 'looking', ...wish() } });
      Object.assign(state, { answer: answer.body, etag: answer.etag });
    } catch (problem) {
      state.problem = problem;
    }
    dialog.draw();
  }

  async function act() {
    state.busy = true;
    dialog.draw();
    try {
      const { body: done } = await call(method, path, { body: wish(), ifMatch: state.etag });
      dialog.close();
      say(doneText(done), 'ok');
      reload();
    } catch (problem) {
      Object.assign(state, { problem, busy: false });
      dialog.draw();
    }
  }

  look();
  return dialog;
}

function doneText(done) {
  if (done.overridden) return 'Done on this gateway; the others follow when the shared store is back.';
  const { instances, of } = done.converged ?? {};
  const where = of ? ` on ${instances} of ${plural(of, 'gateway')}` : '';
  return done.changes.length === 0 ? 'Nothing had to change.' : `Done: revision ${done.revision}${where}.`;
}

function view(state, { force, resumes }, onReason) {
  if (state.problem) return refusal(state.problem);
  if (!state.answer) return html`<p class="loading">Asking the gateway what would happen …</p>`;
  const routes = state.answer.changes.map((change) => routeOf(change.route)).filter(Boolean);
  const gates = routes.flatMap((route) => route.gates);
  const isForward = state.answer.changes.some((its) => STAGES.indexOf(its.after.stage) > STAGES.indexOf(its.before.stage)
    || parseFloat(its.after.weight) > parseFloat(its.before.weight));
  return html`
    ${force ? notice('warn', 'This passes over gates and refusals. The audit will say so, with your reason.') : nothing}
    <h3>What happens</h3>
    ${state.answer.changes.length === 0 ? html`<p>Nothing: it is there already.</p>` : html`
      <ul class="changes">${state.answer.changes.map((its) => change(its, resumes))}</ul>`}
    ${isForward || resumes ? evidence(routes, gates) : nothing}
    <label for="reason">Reason${force ? '' : ' (optional)'}</label>
    <input id="reason" type="text" maxlength="300" ?required=${force} placeholder="Goes into the audit"
      @input=${(event) => onReason(event.target.value)}>`;
}

const evidence = (routes, gates) => html`
    <h3>Gates</h3>
    ${gates.length === 0
      ? html`<p class="muted">None are declared: nothing measured stands in the way, or vouches for it.</p>`
      : routes.filter((route) => route.gates.length > 0).map((route) => html`
        ${routes.length > 1 ? html`<p class="muted">${route.id}</p>` : nothing}${gateList(route.gates)}`)}
    <h3>Not compared</h3>
    ${ignored(routes)}`;

function change(its, resumes) {
  const before = parseFloat(its.before.weight);
  const after = parseFloat(its.after.weight);
  const moves = before === after
    ? 'No client changes sides.'
    : `Clients at the target: ${spaced(its.before.weight)} → ${spaced(its.after.weight)}.`;
  return html`<li><p class="change-route">${its.route}</p>
    <p class="change-move">${stagePill(its.before.stage, its.before.weight)}${icon('forward')}${stagePill(its.after.stage, its.after.weight)}</p>
    <p class="muted">${moves}${its.paused ? ' Its plan pauses.' : ''}</p>
    ${its.after.stage === 'retired' ? html`<p>${lastAnswer(its.lastLegacyAnswer)}</p>` : nothing}
    ${resumes ? html`<p class="muted">${onward(routeOf(its.route))}</p>` : nothing}</li>`;
}

const lastAnswer = (at) => (at ? html`Legacy last answered ${since(at)}. From here on nothing falls back to it.`
  : 'Legacy never answered, as far as anybody has counted. From here on nothing falls back to it.');

/** What a plan does once it goes on. */
function onward(route) {
  if (!route?.plan.auto) return 'Its plan goes on by hand: nobody moves until somebody takes the next step.';
  const { next, hold } = route.plan;
  const step = next ? `The next step, after ${hold} here and once the gates let pass: ${stepLabel(route, positionOf(next))}.` : 'It is at its last step.';
  return `Its plan goes on by itself. ${step} Should a gate fail while the target has clients, they go back to legacy.`;
}

/** Rules that let differences pass: whoever trusts the parity should know them. */
function ignored(routes) {
  const rules = routes.filter((route) => route.shadow).flatMap((route) => [
    ...route.shadow.ignore.map((path) => `${path} is ignored`),
    ...route.shadow.unordered.map((path) => `${path} in any order`),
    ...Object.entries(route.shadow.tolerance).map(([path, by]) => `${path} may differ by ${by}`),
  ]);
  return rules.length === 0
    ? html`<p class="muted">No ignore rules: everything that is compared counts.</p>`
    : html`<ul class="plain">${[...new Set(rules)].map((rule) => html`<li><code>${rule}</code></li>`)}</ul>`;
}

export function refusal(problem) {
  const refusals = problem.body.refusals ?? [];
  return html`
    ${notice('bad', problem.message)}
    ${refusals.length > 1 ? html`<ul class="plain">${refusals.map((its) => html`<li>${its.message}</li>`)}</ul>` : nothing}
    ${refusals.filter((its) => its.gates.length > 0).map((its) => html`
      ${refusals.length > 1 ? html`<h3>${its.route}</h3>` : nothing}${gateList(its.gates)}`)}`;
}
