// How numbers, times and shares are written.

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

export const number = (value) => whole.format(value);

/** 950, 12.3K, 4.1M. */
export const short = (value) => (value < 10_000 ? whole.format(value) : compact.format(value));

export function plural(count, one, many = `${one}s`) {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** A share between 0 and 1, as precise as it is small. */
export function percent(share) {
  if (share === null || share === undefined || Number.isNaN(share)) return '–';
  const value = share * 100;
  const digits = value === 0 || value >= 10 ? 0 : value >= 1 ? 1 : value >= 0.1 ? 2 : 3;
  const text = value > 99 && value < 100 ? (Math.floor(value * 100) / 100).toFixed(2) : value.toFixed(digits);
  return `${text} %`;
}

export function perSecond(rate) {
  if (rate === null || rate === undefined) return '–';
  if (rate === 0) return '0/s';
  return rate < 1 ? `${(rate * 60).toFixed(rate * 60 < 10 ? 1 : 0)}/min` : `${rate < 10 ? rate.toFixed(1) : short(rate)}/s`;
}

export function millis(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (value === 0) return '0 ms';
  if (value >= 1_000) return `${(value / 1_000).toFixed(value >= 10_000 ? 0 : 1)} s`;
  return `${value >= 10 ? value.toFixed(0) : value.toFixed(1)} ms`;
}

export function bytes(value) {
  if (value < 1_024) return `${value} B`;
  if (value < 1_048_576) return `${(value / 1_024).toFixed(1)} KiB`;
  return `${(value / 1_048_576).toFixed(1)} MiB`;
}

export const exactly = (instant) => clock.format(new Date(instant));

/** 12 s ago, in 3 min. */
export function relative(instant, now = Date.now()) {
  const seconds = (now - new Date(instant).getTime()) / 1_000;
  const span = duration(Math.abs(seconds));
  if (Math.abs(seconds) < 2) return 'just now';
  return seconds > 0 ? `${span} ago` : `in ${span}`;
}

export function duration(seconds) {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 36 * 3_600) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** `10%` as files and the API write it, `10 %` as people read it. */
export const spaced = (weight) => String(weight).replace('%', ' %');
