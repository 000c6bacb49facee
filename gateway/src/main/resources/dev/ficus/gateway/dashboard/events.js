// The live feed, read by fetch: an EventSource cannot send a token.

import { request } from './api.js';

const LEAST_WAIT_MS = 1_000;
const MOST_WAIT_MS = 15_000;

/**
 * Listens until told to stop.
 *
 * @param {(name: string, data: any) => void} onEvent
 * @param {(connected: boolean) => void} onState
 * @returns {() => void} ends it
 */
export function listen(onEvent, onState) {
  const end = new AbortController();
  follow(onEvent, onState, end.signal);
  return () => end.abort();
}

async function follow(onEvent, onState, signal) {
  let wait = LEAST_WAIT_MS;
  while (!signal.aborted) {
    try {
      const response = await request('/events', { signal });
      if (response.status === 401) return;
      if (response.ok) {
        wait = LEAST_WAIT_MS;
        onState(true);
        await read(response.body, onEvent);
      }
    } catch {
      // The connection broke; it is tried again below.
    }
    if (signal.aborted) return;
    onState(false);
    await new Promise((resolve) => { setTimeout(resolve, wait); });
    wait = Math.min(wait * 2, MOST_WAIT_MS);
  }
}

async function read(stream, onEvent) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    let end;
    while ((end = text.indexOf('\n\n')) >= 0) {
      dispatch(text.slice(0, end), onEvent);
      text = text.slice(end + 2);
    }
  }
}

function dispatch(block, onEvent) {
  let name = 'message';
  let data = '';
  for (const line of block.split('\n')) {
    if (line.startsWith('event:')) name = line.slice(6).trim();
    if (line.startsWith('data:')) data += line.slice(5).trim();
  }
  if (data) onEvent(name, JSON.parse(data));
}
