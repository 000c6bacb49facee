// Asks who looks.

import { html, nothing } from './lib/lit/lit-html.js';
import { notice } from './parts.js';

export function login({ refusal, onToken }) {
  const enter = (event) => {
    event.preventDefault();
    const secret = new FormData(event.target).get('token').trim();
    if (secret) onToken(secret);
  };
  return html`
    <main class="login">
      <form class="card" @submit=${enter}>
        <img src="logo.svg" alt="" width="40" height="40">
        <h1>Ficus</h1>
        ${refusal ? notice('bad', refusal) : nothing}
        <label for="token">Admin token</label>
        <input id="token" name="token" type="password" autocomplete="off" spellcheck="false" required autofocus>
        <button type="submit" class="button primary">Sign in</button>
        <p class="hint">The operator’s token is what <code>FICUS_ADMIN_TOKEN</code> says, or else in the file
          <code>admin-token</code> of the gateway’s data directory. It stays in this tab and goes nowhere but
          to this gateway.</p>
      </form>
    </main>`;
}
