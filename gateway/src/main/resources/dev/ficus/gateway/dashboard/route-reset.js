// Throws a route's evidence away, if that is meant.

import { html, nothing } from './lib/lit/lit-html.js';
import { call, routePath } from './api.js';
import { openDialog } from './dialog.js';
import { reload, say } from './drawing.js';
import { notice } from './parts.js';

export function resetEvidence(route) {
  const state = { problem: null };
  const act = async () => {
    try {
      await call('DELETE', `${routePath(route.id)}/parity`);
      dialog.close();
      say('The evidence starts anew.', 'ok');
      reload();
    } catch (problem) {
      state.problem = problem;
      dialog.draw();
    }
  };
  const dialog = openDialog({
    title: `Start the evidence of ${route.id} anew?`,
    content: () => html`${state.problem ? notice('bad', state.problem.message) : nothing}
      <p>All pairs, errors and latencies that the fleet has gathered since the last cutover are thrown away, and its
        gates wait for new ones. No client is moved.</p>`,
    actions: (close) => html`<button type="button" class="button" @click=${close}>Keep it</button>
      <button type="button" class="button danger" @click=${act}>Throw the evidence away</button>`,
  });
}
