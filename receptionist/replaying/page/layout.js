// Where each entry stands: time runs from left to right, what comes at once is kept apart, silence is shortened.

const NEAREST = 16;
const FARTHEST = 110;
const PER_SECOND = 9;
const BETWEEN_TICKS = 120;
const WIDEST = 240;

/** The x of each entry, in order, before it is scaled. One pass: each depends on the one before it only. */
export function places(entries) {
  const xs = new Array(entries.length);
  let x = 8;
  for (let i = 0; i < entries.length; i++) {
    if (i > 0) {
      const passed = Math.max(0, entries[i].t - entries[i - 1].t);
      x += Math.min(FARTHEST, Math.max(NEAREST, passed * PER_SECOND));
    }
    xs[i] = x;
  }
  return xs;
}

/** How wide each mark is: up to the next one in its lane or the end, and no wider than is read. One pass, backwards. */
export function widths(entries, xs, lanes, scale, end) {
  const next = new Array(lanes).fill(end);
  const found = new Array(entries.length);
  for (let i = entries.length - 1; i >= 0; i--) {
    const lane = entries[i].lane;
    const room = (next[lane] - xs[i]) * scale - 3;
    found[i] = Math.max(3, Math.min(WIDEST, room));
    next[lane] = xs[i];
  }
  return found;
}

/** The entries whose time is written above the lanes. */
export function ticks(entries, xs, scale) {
  const chosen = [];
  let last = -Infinity;
  for (let i = 0; i < entries.length; i++) {
    if (xs[i] * scale - last >= BETWEEN_TICKS) {
      chosen.push(i);
      last = xs[i] * scale;
    }
  }
  return chosen;
}

/** The last entry at or before x; the first one, if x is before it. */
export function entryAt(xs, x) {
  let low = 0;
  let high = xs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (xs[middle] <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}
