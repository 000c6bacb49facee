// Questions, asked in the browser's own modal dialog: it keeps the focus, and Escape answers no.

import { html, nothing, render } from './lib/lit/lit-html.js';
import { icon } from './parts.js';

/**
 * Opens a dialog.
 *
 * @param title what is asked
 * @param content a function that gives the template, drawn anew by `draw`
 * @param actions a function that gives the buttons
 * @returns {{draw: () => void, close: () => void, closed: Promise<void>}}
 */
export function openDialog({ title, content, actions, wide = false }) {
  const dialog = document.createElement('dialog');
  dialog.className = wide ? 'wide' : '';
  dialog.setAttribute('aria-labelledby', 'dialog-title');
  const close = () => dialog.close();
  const draw = () => render(html`
    <div class="dialog-head">
      <h2 id="dialog-title" tabindex="-1">${title}</h2>
      <button type="button" class="button quiet icon-only" aria-label="Close" @click=${close}>${icon('close')}</button>
    </div>
    <div class="dialog-body">${content()}</div>
    ${actions ? html`<div class="dialog-actions">${actions(close)}</div>` : nothing}`, dialog);
  document.body.append(dialog);
  draw();
  const closed = new Promise((resolve) => {
    dialog.addEventListener('close', () => { dialog.remove(); resolve(); });
  });
  dialog.showModal();
  dialog.querySelector('#dialog-title').focus();
  return { draw, close, closed };
}
