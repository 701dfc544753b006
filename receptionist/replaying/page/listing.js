// The list of all entries, and the parts of the state that grow with the call.
import { make } from "./drawing.js";
import { words } from "./standing.js";

/** The list: chosen from with the arrow keys, narrowed by a search. */
export class Listing {
  constructor(data, choose) {
    this.data = data;
    this.list = document.getElementById("entries");
    this.items = data.entries.map((entry, i) => this.item(entry, i));
    this.list.append(...this.items);
    this.fits = data.entries.map(() => true);
    this.list.addEventListener("click", (event) => {
      const item = event.target.closest("li");
      if (item) choose(Number(item.dataset.i));
    });
    this.list.addEventListener("keydown", (event) => {
      const to = this.after(event.key);
      if (to === undefined) return;
      event.preventDefault();
      choose(to);
    });
  }

  item(entry, i) {
    const lane = this.data.lanes[entry.lane];
    const item = make("li", `lane-${lane}`, undefined, { role: "option", id: `entry-${i}`, "aria-selected": "false" });
    item.dataset.i = i;
    item.append(make("time", "", entry.at), make("span", "badge", lane));
    const what = make("span", "what");
    what.append(make("b", "", entry.title, { dir: "auto" }));
    if (entry.state && entry.state !== "sent") what.append(make("em", entry.bad ? "bad" : "", entry.state));
    else if (entry.bad) what.append(make("em", "bad", "went wrong"));
    if (entry.text) what.append(make("span", "text", entry.text, { dir: "auto" }));
    item.append(what);
    return item;
  }

  /** Where a key leads from the chosen entry, among those that are shown. */
  after(key) {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
    if (key === "Home") return this.fits.indexOf(true);
    if (key === "End") return this.fits.lastIndexOf(true);
    if (!(key in steps)) return undefined;
    const step = Math.sign(steps[key]);
    let at = this.chosen ?? 0;
    for (let left = Math.abs(steps[key]); left > 0; left--) at = this.next(at, step) ?? at;
    return at;
  }

  /** The next entry that is shown in a direction, if there is one. */
  next(from, step) {
    for (let at = from + step; at >= 0 && at < this.fits.length; at += step) if (this.fits[at]) return at;
    return undefined;
  }

  show(i) {
    this.items[this.chosen]?.setAttribute("aria-selected", "false");
    this.chosen = i;
    const item = this.items[i];
    if (!item) return;
    item.setAttribute("aria-selected", "true");
    this.list.setAttribute("aria-activedescendant", item.id);
    const above = item.offsetTop;
    const { scrollTop, clientHeight } = this.list;
    if (above < scrollTop || above + item.offsetHeight > scrollTop + clientHeight) {
      this.list.scrollTop = above - clientHeight / 3;
    }
  }

  /** Leave the entries of a lane (or those that went wrong) that have all these words; how many there are. */
  filter(text, only) {
    this.words ??= this.data.entries.map(words);
    const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
    this.fits = this.data.entries.map((entry, i) => (only === "" || (only === "bad" ? entry.bad : entry.lane === Number(only)))
      && wanted.every((word) => this.words[i].includes(word)));
    this.items.forEach((item, i) => { item.hidden = !this.fits[i]; });
    return this.fits.filter(Boolean).length;
  }
}

/** A list of which, at any moment, the first so many items are shown; moving on touches only what changes. */
export class Growing {
  constructor(id, entries, draw) {
    this.list = document.getElementById(id);
    this.from = [];
    entries.forEach((entry, i) => {
      const item = draw(entry);
      if (!item) return;
      item.hidden = true;
      this.from.push(i);
      this.list.append(item);
    });
    this.shown = 0;
  }

  show(i) {
    let shown = this.shown;
    while (shown < this.from.length && this.from[shown] <= i) this.list.children[shown++].hidden = false;
    while (shown > 0 && this.from[shown - 1] > i) this.list.children[--shown].hidden = true;
    if (shown !== this.shown) this.list.scrollTop = this.list.scrollHeight;
    this.shown = shown;
    return shown;
  }
}
