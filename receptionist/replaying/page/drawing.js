// The picture: a row for each lane, a mark for each entry. The list has the same for whoever cannot see it.
import { entryAt, places, ticks, widths } from "./layout.js";

const NARROW = 26;
const READABLE = 0.6;

/** An element with a class, attributes and text; nothing that was said ever becomes markup. */
export function make(tag, className, text, attributes) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  for (const [name, value] of Object.entries(attributes ?? {})) element.setAttribute(name, value);
  return element;
}

/** Draws the lanes; `choose(i)` is called when somebody points at an entry. */
export class Picture {
  constructor(data, choose) {
    this.data = data;
    this.xs = places(data.entries);
    this.scroll = document.getElementById("scroll");
    this.canvas = document.getElementById("canvas");
    this.scale = 1;
    this.linked = [];
    const labels = document.getElementById("labels");
    for (const lane of data.lanes) labels.append(make("span", `lane-${lane}`, lane));
    this.rows = data.lanes.map((lane) => make("div", `row lane-${lane}`));
    this.axis = make("div", "axis");
    this.playhead = make("div", "playhead");
    this.marks = data.entries.map((entry, i) => this.mark(entry, i));
    this.canvas.append(this.axis, ...this.rows, this.playhead);
    this.canvas.setAttribute("aria-label", `${data.entries.length} entries in ${data.lanes.length} lanes: `
      + `${data.lanes.join(", ")}. The list below has the same entries.`);
    this.canvas.addEventListener("click", (event) => {
      const mark = event.target.closest(".mark");
      const x = event.clientX - this.canvas.getBoundingClientRect().left;
      choose(mark ? Number(mark.dataset.i) : entryAt(this.xs, x / this.scale));
    });
    this.fit(true);
  }

  mark(entry, i) {
    const mark = make("div", entry.bad ? "mark bad" : "mark", entry.lane < 2 ? entry.text ?? "" : entry.title,
      { dir: "auto" });
    mark.dataset.i = i;
    mark.title = `${entry.at}  ${entry.title}${entry.text ? `\n${entry.text}` : ""}`;
    this.rows[entry.lane].append(mark);
    return mark;
  }

  /** Show the whole call at once; at first only if that leaves the marks readable. */
  fit(first) {
    const room = this.scroll.clientWidth || 800;
    const whole = room / this.length();
    this.zoom(first ? Math.max(READABLE, whole) : whole);
  }

  length() {
    return (this.xs.at(-1) ?? 0) + 96;
  }

  zoom(scale) {
    const { entries, lanes } = this.data;
    this.scale = Math.min(8, Math.max(scale, 0.005));
    const wide = widths(entries, this.xs, lanes.length, this.scale, this.length());
    this.canvas.style.width = `${Math.ceil(this.length() * this.scale)}px`;
    this.marks.forEach((mark, i) => {
      mark.style.left = `${this.xs[i] * this.scale}px`;
      mark.style.width = `${wide[i]}px`;
      mark.classList.toggle("tiny", wide[i] < NARROW);
    });
    this.axis.replaceChildren(...ticks(entries, this.xs, this.scale).map((i) => {
      const tick = make("span", "", entries[i].at);
      tick.style.left = `${this.xs[i] * this.scale}px`;
      return tick;
    }));
    if (this.chosen !== undefined) this.show(this.chosen, this.linked);
  }

  /** Put the line at entry i, and show what is linked to it. */
  show(i, linked) {
    for (const at of [this.chosen, ...this.linked]) this.marks[at]?.classList.remove("chosen", "linked");
    this.chosen = i;
    this.linked = [...linked];
    this.marks[i]?.classList.add("chosen");
    for (const at of this.linked) this.marks[at].classList.add("linked");
    const x = (this.xs[i] ?? 0) * this.scale;
    this.playhead.style.left = `${x}px`;
    const { scrollLeft, clientWidth } = this.scroll;
    if (x < scrollLeft + 24 || x > scrollLeft + clientWidth - 120) this.scroll.scrollLeft = x - clientWidth / 3;
  }

  /** Leave the marks that fit a search, and dim the others. */
  filter(fits) {
    this.marks.forEach((mark, i) => mark.classList.toggle("dim", !fits[i]));
  }
}
