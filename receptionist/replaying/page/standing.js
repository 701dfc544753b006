// How the call stood after an entry.

/** The agent's attributes after entry i. */
export function attributesAt(entries, i) {
  const values = {};
  for (let at = 0; at <= i; at++) Object.assign(values, entries[at].set);
  return values;
}

/** What the front desk knew after entry i: labels and values. */
export function bookingAt(bookings, i) {
  let known = [];
  for (const [from, state] of bookings) {
    if (from > i) break;
    known = state;
  }
  return known;
}

/** What entry i came from, back to the first cause, and what came from it. */
export function linkedTo(entries, i) {
  const linked = new Set();
  for (let at = entries[i]?.cause; at !== undefined && !linked.has(at); at = entries[at].cause) linked.add(at);
  const from = new Set([i]);
  // An entry stands behind its cause: one pass finds all that follows from it.
  for (let at = i + 1; at < entries.length; at++) {
    if (from.has(entries[at].cause)) {
      from.add(at);
      linked.add(at);
    }
  }
  return linked;
}

/** What is searched in an entry. */
export function words(entry) {
  const more = (entry.more ?? []).map(([label, value]) => `${label} ${value}`);
  return [entry.at, entry.title, entry.text ?? "", entry.state ?? "", ...more].join("\n").toLowerCase();
}

/** An offset from the call's beginning: +0:12, +1:02:03. */
export function offset(seconds) {
  const whole = Math.floor(Math.abs(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  const rest = shown.slice(1).map((part) => String(part).padStart(2, "0"));
  return `${seconds < 0 ? "−" : "+"}${[shown[0], ...rest].join(":")}`;
}
