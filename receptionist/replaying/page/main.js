// Puts the parts together: one chosen entry, shown everywhere.
import { make, Picture } from "./drawing.js";
import { Growing, Listing } from "./listing.js";
import { attributesAt, bookingAt, linkedTo, offset } from "./standing.js";

const data = JSON.parse(document.getElementById("data").textContent);
const { entries } = data;
const $ = (id) => document.getElementById(id);

function facts(list, pairs, none) {
  const shown = pairs.flatMap(([label, value]) => [make("dt", "", label), make("dd", "", value, { dir: "auto" })]);
  list.replaceChildren(...(shown.length || !none ? shown : [make("dd", "none", none)]));
}

facts($("facts"), [["Began", data.began], ["Lasted", data.lasted], ["By", data.channel], ["Outcome", data.outcome],
  ["End", data.end], ["Went wrong", data.problems ? String(data.problems) : "nothing"], ["Clock", data.zone]]);

const picture = new Picture(data, choose);
const listing = new Listing(data, choose);
const conversation = new Growing("conversation", entries, (entry) => {
  if (entry.lane > 1) return null;
  const item = make("li", data.lanes[entry.lane]);
  item.append(make("span", "who", entry.title), make("span", "", entry.text ?? "", { dir: "auto" }));
  return item;
});
const streams = new Growing("streams", entries, (entry) => {
  if (data.lanes[entry.lane] !== "streams") return null;
  const item = make("li", entry.bad ? "bad" : "");
  item.append(make("span", "who", `${entry.title} · ${entry.state}`), make("span", "", entry.text ?? "", { dir: "auto" }));
  return item;
});

function choose(i) {
  if (!entries.length) return;
  const at = Math.max(0, Math.min(i, entries.length - 1));
  const entry = entries[at];
  picture.show(at, linkedTo(entries, at));
  listing.show(at);
  conversation.show(at);
  $("count").textContent = `(${streams.show(at)})`;
  facts($("attributes"), Object.entries(attributesAt(entries, at)), "none set yet");
  facts($("booking"), bookingAt(data.bookings, at), "nothing known yet");
  chosen(entry);
  $("slider").value = at;
  const moment = `${entry.at} · ${offset(entry.t)} · ${at + 1} of ${entries.length}`;
  $("slider").setAttribute("aria-valuetext", `${moment}: ${data.lanes[entry.lane]}, ${entry.title}`);
  $("now").textContent = moment;
}

function chosen(entry) {
  const box = $("chosen");
  const title = make("p", `title lane-${data.lanes[entry.lane]}`);
  title.append(make("span", "badge", data.lanes[entry.lane]), make("b", "", entry.title, { dir: "auto" }));
  const parts = [title];
  if (entry.text && data.lanes[entry.lane] !== "tools") parts.push(make("p", "said", entry.text, { dir: "auto" }));
  if (entry.cause !== undefined) {
    const cause = make("button", "link", `Because of: ${entries[entry.cause].title}, ${entries[entry.cause].at}`,
      { type: "button" });
    cause.addEventListener("click", () => choose(entry.cause));
    parts.push(cause);
  }
  const more = make("dl");
  facts(more, entry.more ?? []);
  box.replaceChildren(...parts, more);
}

function narrow() {
  const found = listing.filter($("search").value, $("only").value);
  picture.filter(listing.fits);
  const all = found === entries.length;
  $("found").textContent = all ? `${entries.length} entries` : `${found} of ${entries.length} entries`;
}

function onward(step) {
  choose(listing.next(listing.chosen, step) ?? listing.chosen);
}

/** The next match; after the last one comes the first. */
function match(step) {
  const around = step > 0 ? listing.fits.indexOf(true) : listing.fits.lastIndexOf(true);
  choose(listing.next(listing.chosen, step) ?? (around < 0 ? listing.chosen : around));
}

for (const [value, name] of [["", "Everything"], ...data.lanes.map((lane, i) => [i, lane]), ["bad", "What went wrong"]]) {
  $("only").append(make("option", "", name, { value }));
}
$("slider").max = Math.max(0, entries.length - 1);
$("slider").addEventListener("input", () => choose(Number($("slider").value)));
$("back").addEventListener("click", () => onward(-1));
$("on").addEventListener("click", () => onward(1));
$("smaller").addEventListener("click", () => picture.zoom(picture.scale / 1.5));
$("larger").addEventListener("click", () => picture.zoom(picture.scale * 1.5));
$("whole").addEventListener("click", () => picture.fit(false));
$("search").addEventListener("input", narrow);
$("only").addEventListener("change", narrow);
$("search").addEventListener("keydown", (event) => {
  if (event.key === "Enter") match(event.shiftKey ? -1 : 1);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.target.matches("input, select")) {
    event.preventDefault();
    $("search").focus();
  }
});
// A sheet of paper is not scrolled: the whole call is drawn as wide as a page.
const PAPER = 660;
let onScreen = picture.scale;
window.addEventListener("beforeprint", () => {
  onScreen = picture.scale;
  picture.zoom(PAPER / picture.length());
});
window.addEventListener("afterprint", () => picture.zoom(onScreen));
narrow();
choose(entries.length - 1);
