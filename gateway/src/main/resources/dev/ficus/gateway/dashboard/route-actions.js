// What can be done to a route: every button says what it does, and what it cannot do, why.

import { html, nothing } from './lib/lit/lit-html.js';
import { proposeCutover } from './cutover.js';
import { openDialog } from './dialog.js';
import { button } from './parts.js';
import { positionOf, refusalText, sameStep, stepLabel, stepWord, way } from './steps.js';
import { whyNot } from './world.js';

/** @param step what promoting would come to, or null where the token may not ask */
export function actions(route, subject, step) {
  const why = whyNot(route.group);
  const next = route.plan.next ? positionOf(route.plan.next) : null;
  const isBack = route.stage === 'legacy';
  return html`<div class="actions">
    ${next ? promote(route, subject, step, next, why) : nothing}
    ${route.stage === 'live' && !next ? retire(route, subject, why) : nothing}
    ${button({
      id: 'rollback', label: stepLabel(route, { stage: 'legacy' }), name: 'back', kind: isBack ? '' : 'danger',
      why: why ?? (isBack ? 'They are there: legacy answers all of them.' : null),
      onClick: () => proposeCutover({
        label: stepLabel(route, { stage: 'legacy' }), path: `${subject.path}/rollback`, force: route.stage === 'retired',
      }),
    })}
    ${route.plan.declared && (route.plan.auto || route.paused) ? pauseOrResume(route, subject, why) : nothing}
    ${button({ label: 'Another step…', why, onClick: () => another(route, subject) })}
    ${next && !why && step?.refused?.kind === 'gates-not-met'
      ? button({ label: 'Go on all the same…', kind: 'quiet', onClick: () => propose(route, subject, next, true) }) : nothing}
  </div>`;
}

function promote(route, subject, step, next, why) {
  const refused = step?.refused;
  const reason = why ?? (refused ? refusalText(refused) : null);
  return button({ id: 'promote', label: stepLabel(route, next), name: 'forward', kind: 'primary', why: reason, onClick: () => propose(route, subject, next, false) });
}

const propose = (route, subject, next, force) => proposeCutover({
  label: stepLabel(route, next), path: `${subject.path}/promote`, force,
});

const retire = (route, subject, why) => button({
  id: 'retire', label: 'Retire legacy', name: 'retired', why,
  onClick: () => proposeCutover({ label: 'Retire legacy', path: `${subject.path}/retire` }),
});

function pauseOrResume(route, subject, why) {
  const label = route.paused ? 'Let the plan go on' : 'Pause the plan here';
  const path = `${subject.path}/${route.paused ? 'resume' : 'pause'}`;
  return button({
    label, name: route.paused ? 'play' : 'pause', why, onClick: () => proposeCutover({ label, path, resumes: route.paused }),
  });
}

/** Any step, also one that is not next. */
function another(route, subject) {
  const present = { stage: route.stage, weight: route.weight };
  const weights = way(route).filter((step) => step.stage === 'canary' && !sameStep(step, present));
  const further = weights.find((step) => parseFloat(step.weight) > parseFloat(route.weight)) ?? weights.at(-1);
  const state = { stage: 'canary', weight: String(parseFloat(further?.weight ?? '10')) };
  const steps = way(route).filter((step) => !sameStep(step, present) && step.stage !== 'canary');
  const wanted = () => (state.stage === 'canary' ? { stage: 'canary', weight: `${state.weight}%` } : { stage: state.stage });
  const go = () => {
    dialog.close();
    proposeCutover({ label: stepLabel(route, { weight: '0%', ...wanted() }), method: 'PUT', path: `${subject.path}/stage`, body: wanted() });
  };
  const dialog = openDialog({
    title: `Another step for ${subject.isGroup ? `group ${subject.name}` : route.id}`,
    content: () => html`
      <fieldset class="choices"><legend>It is at ${stepWord(present)}. Go to</legend>
        <label><input type="radio" name="stage" .checked=${state.stage === 'canary'} @change=${() => { state.stage = 'canary'; dialog.draw(); }}>
          <span>canary, <input class="weight" type="number" min="0.01" max="100" step="0.01" aria-label="Weight in percent" .value=${state.weight}
            @input=${(event) => { state.weight = event.target.value; state.stage = 'canary'; dialog.draw(); }}> % of clients</span></label>
        ${steps.map((step) => html`<label><input type="radio" name="stage" .checked=${state.stage === step.stage}
          @change=${() => { state.stage = step.stage; dialog.draw(); }}><span>${stepWord(step)}</span></label>`)}
      </fieldset>`,
    actions: (close) => html`<button type="button" class="button" @click=${close}>Leave it as it is</button>
      <button type="button" class="button primary" @click=${go}>See what would happen</button>`,
  });
}
