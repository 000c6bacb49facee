// Where screens tell that something is to be drawn anew or said; what does it is plugged in by main.js.

const parts = { redraw: () => {}, reload: () => {}, say: () => {} };

export const plug = (its) => Object.assign(parts, its);

/** Draws what is shown with what is known. */
export const redraw = () => parts.redraw();

/** Asks the gateway again, then draws. */
export const reload = () => parts.reload();

/** Shows a line for some seconds, and has it read out. */
export const say = (text, kind = 'info') => parts.say(text, kind);
