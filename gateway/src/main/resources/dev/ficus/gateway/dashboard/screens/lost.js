// An address that leads nowhere.

import { html } from '../lib/lit/lit-html.js';
import { empty } from '../parts.js';

export default {
  title: () => 'Nothing here',
  view: () => html`<h1 tabindex="-1">Nothing here</h1>
    ${empty('unclaimed', 'This address leads nowhere', html`<a href="#/">Go to the overview</a>`)}`,
};
