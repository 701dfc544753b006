"""The page of a call in a real browser: seen, moved through, searched, by mouse and by keyboard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.keys import Keys

from receptionist.events.booking import BookingBegun, BookingConfirmed, BookingRequested
from receptionist.events.call import CallEnded, CallerGreeted, CallStarted, ToolCalled, UtteranceHeard
from tests.browser.conftest import Open, do_without
from tests.examples import example
from tests.replaying.accounts import HOSTILE, account, hour_long, whole_story

PAGE = Path(__file__).parents[2] / "receptionist" / "replaying" / "page"
BOOKING = account(
    [
        example(CallStarted),
        example(CallerGreeted),
        example(UtteranceHeard),
        example(ToolCalled),
        example(BookingBegun),
        example(BookingRequested),
        example(BookingConfirmed),
        example(CallEnded),
    ]
)


def test_it_opens_at_the_end_with_everything_that_happened(show: Open) -> None:
    page = show(BOOKING, names=False)
    assert page.text("h1") == "Call c-0000000000ex"
    assert page.pairs("#facts") == [
        ("Began", "Monday 30 November 2026, 11:05:03"),
        ("Lasted", "0:21"),
        ("By", "room"),
        ("Outcome", "booked"),
        ("End", "ended: caller said goodbye"),
        ("Went wrong", "1"),
        ("Clock", "America/New_York"),
    ]
    assert page.text("#now") == "11:05:24 · +0:21 · 21 of 21"
    assert page.pairs("#attributes") == [("agent_state", "ended"), ("patient_name", "[name]")]
    assert page.texts("#labels span") == ["caller", "agent", "tools", "events", "attributes", "streams"]


def test_the_slider_shows_the_state_at_any_moment(show: Open) -> None:
    page = show(BOOKING)
    states = []
    for place in (1, 3, 10, 15, 21):
        page.move_to(place)
        states.append((page.text("#now"), page.pairs("#attributes"), page.text("#count"), page.texts("#booking dd")))
    assert states == [
        ("11:05:03 · +0:00 · 1 of 21", [], "(0)", ["nothing known yet"]),
        ("11:05:06 · +0:03 · 3 of 21", [("agent_state", "greeting")], "(0)", ["nothing known yet"]),
        ("11:05:15 · +0:12 · 10 of 21", [("agent_state", "booking")], "(3)", ["nothing known yet"]),
        (
            "11:05:21 · +0:18 · 15 of 21",
            [("agent_state", "confirmed"), ("patient_name", "Zoë")],
            "(5)",
            ["2026-12-01 09:00, exam with Dr. Lee, for Zoë Quillfeather"],
        ),
        (
            "11:05:24 · +0:21 · 21 of 21",
            [("agent_state", "ended"), ("patient_name", "Zoë")],
            "(9)",
            ["2026-12-01 09:00, exam with Dr. Lee, for Zoë Quillfeather"],
        ),
    ]


def test_moving_back_takes_away_what_had_not_been_said_yet(show: Open) -> None:
    page = show(BOOKING)
    assert page.texts("#conversation li") == ["Caller\nTomorrow at nine, please. It's Zoë Quillfeather."]
    page.move_to(4)
    assert page.texts("#conversation li") == []


def test_an_entry_shows_what_it_came_from_and_leads_there(show: Open) -> None:
    page = show(BOOKING)
    page.move_to(13)
    assert page.texts("#chosen b") == ["agent_state = confirmed, patient_name = Zoë"]
    assert page.text("#chosen .link") == "Because of: Booking confirmed, 11:05:21"
    page.find("#chosen .link").click()
    assert page.texts("#chosen b") == ["Booking confirmed"]
    assert len(page.driver.find_elements("css selector", "#canvas .linked")) == 8


def test_the_search_leaves_what_has_all_its_words(show: Open) -> None:
    page = show(BOOKING)
    page.search("confirmed zoë")
    assert page.text("#found") == "3 of 21 entries"
    page.press("#search", Keys.ENTER)
    page.search("")
    assert page.text("#found") == "21 entries"


def test_enter_goes_from_one_match_to_the_next_and_round(show: Open) -> None:
    page = show(BOOKING)
    page.move_to(1)
    page.search("greeting")
    moments = []
    for _ in range(3):
        page.press("#search", Keys.ENTER)
        moments.append(page.text("#chosen b"))
    assert moments == ["agent_state = greeting", "agent-status", "agent_state = greeting"]


def test_only_one_lane_or_what_went_wrong_can_be_looked_at(show: Open) -> None:
    page = show(whole_story())
    page.press("#only", "What went wrong")
    assert page.texts("#entries .what b") == [
        "Agent, interrupted",
        "Another agent took over",
        "The caller is away",
        "Connection lost",
        "Another agent took over",
        "Transfer failed",
        "appointment-details",
    ]
    assert page.texts("#entries em") == ["went wrong"] * 6 + ["parked"]


def test_it_is_used_by_keyboard_alone(show: Open) -> None:
    """The slider by its arrows, the list as a list box, the search by a slash."""
    page = show(BOOKING)
    page.press("#slider", Keys.HOME, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    assert page.text("#now") == "11:05:06 · +0:03 · 3 of 21"
    page.press("#entries", Keys.ARROW_DOWN)
    assert page.text("#now") == "11:05:06 · +0:03 · 4 of 21"
    assert page.find("#entries").get_attribute("aria-activedescendant") == "entry-3"
    page.press("#entries", Keys.END)
    assert page.find("#slider").get_attribute("aria-valuetext") == (
        "11:05:24 · +0:21 · 21 of 21: streams, agent-status"
    )
    page.press("body", "/")
    assert page.run("return document.activeElement.id") == "search"


def test_everything_that_is_used_has_a_name_for_a_screen_reader(show: Open) -> None:
    """Chromium's own accessibility tree: nothing that can be focused is without a role and a name."""
    page = show(whole_story())
    tree = page.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    nameless = [
        node["role"]["value"]
        for node in tree
        if not node["ignored"]
        and any(each["name"] == "focusable" and each["value"]["value"] for each in node.get("properties", []))
        and not node.get("name", {}).get("value")
    ]
    assert nameless == []
    roles = {node["role"]["value"] for node in tree if not node["ignored"]}
    assert {"main", "banner", "search", "slider", "listbox", "option", "status", "heading", "image"} <= roles


def test_pointing_at_the_picture_chooses_what_is_there(show: Open) -> None:
    page = show(BOOKING)
    page.find("#canvas .lane-tools .mark").click()
    assert page.texts("#chosen b") == ["request_booking"]


def test_what_a_caller_says_is_shown_and_never_run(show: Open) -> None:
    page = show(whole_story())
    assert page.run("return document.querySelectorAll('img').length") == 0
    assert page.driver.title == "Call c-0000000000ex, Bright Smile Dental"
    said = page.run("return [...document.querySelectorAll('#entries .text')].map((each) => each.textContent)")
    assert HOSTILE in said


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_it_fits_any_screen(width: int, show: Open) -> None:
    """Nothing but the timeline itself is ever scrolled sideways."""
    page = show(whole_story(), width=width)
    assert page.run("return document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_stand_out_from_what_is_behind_them(scheme: str, show: Open) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1, by light and by dark."""
    page = show(whole_story(), scheme=scheme)
    assert page.run(_FAINT) == []


def test_the_printed_page_has_every_entry(show: Open) -> None:
    page = show(BOOKING)
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    heights = page.run("const list = document.getElementById('entries'); return [list.scrollHeight, list.clientHeight]")
    assert heights[0] == heights[1]
    assert not page.find("#slider").is_displayed()


def test_on_paper_the_timeline_has_the_whole_call(show: Open) -> None:
    """Paper is not scrolled; on the screen it is as it was afterwards."""
    page = show(whole_story())
    width = "return document.getElementById('canvas').offsetWidth"
    before = page.run(width)
    printed = page.run(f"dispatchEvent(new Event('beforeprint')); {width}")
    after = page.run(f"dispatchEvent(new Event('afterprint')); {width}")
    assert before == after > 1200
    assert printed < 1200
    marks = page.run(
        "dispatchEvent(new Event('beforeprint')); return Math.max(...[...document.querySelectorAll('#canvas .mark')]"
        ".map((mark) => mark.offsetLeft + mark.offsetWidth))"
    )
    assert marks <= 660


def test_a_call_of_an_hour_can_be_moved_through(show: Open) -> None:
    page = show(hour_long(2500))
    count = page.run("return JSON.parse(document.getElementById('data').textContent).entries.length")
    assert count > 2000
    page.move_to(1000)
    page.search("day 170,")
    page.press("#search", Keys.ENTER)
    assert page.text("#found") == f"2 of {count} entries"
    assert page.text("#chosen .said") == "Do you have anything on day 170, in the morning perhaps?"


def test_the_layout_looks_at_each_entry_as_often_however_many_there_are(driver: webdriver.Chrome) -> None:
    """Counted, not timed: twice the entries are twice the looks, to the last one."""
    source = re.sub(r"^export ", "", (PAGE / "layout.js").read_text(encoding="utf-8"), flags=re.MULTILINE)
    driver.get("about:blank")
    few, many = (driver.execute_script(source + _LOOKS, count) for count in (1000, 2000))
    assert many == pytest.approx(2 * few, rel=0.01)


def test_an_empty_picture_is_no_error(show: Open) -> None:
    page = show(account([example(CallStarted)]))
    assert page.text("#now") == "11:05:03 · +0:00 · 1 of 1"


def test_a_browser_that_is_required_and_missing_fails() -> None:
    with pytest.raises(pytest.fail.Exception, match="RECEPTIONIST_REQUIRE has browser, but there is none"):
        do_without("there is none", "livekit, browser")
    with pytest.raises(pytest.skip.Exception, match="there is none"):
        do_without("there is none", "livekit")


# The contrast of each text that can be seen against the nearest ground behind it (WCAG's relative luminance).
_FAINT = """
const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
const rgb = (color) => {
  canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data];
};
const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
  .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
const ground = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const color = rgb(getComputedStyle(at).backgroundColor);
    if (color[3] > 250) return color;
  }
  return [255, 255, 255, 255];
};
const faint = new Set();
for (const element of document.querySelectorAll('body *')) {
  const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const style = getComputedStyle(element);
  if (!own || !element.checkVisibility() || rgb(style.color)[3] < 250 || element.closest('script, .skip')) continue;
  const [one, other] = [light(rgb(style.color)), light(ground(element))].sort((a, b) => b - a);
  const contrast = (one + 0.05) / (other + 0.05);
  if (contrast < 4.5) faint.add(`${element.tagName} ${element.className} ${contrast.toFixed(2)}`);
}
return [...faint];
"""
# How often the layout reads an entry or a place, for so many entries.
_LOOKS = """
let looks = 0;
const counted = (list) => new Proxy(list, {get: (held, name) => { looks += name !== 'length'; return held[name]; }});
const entries = counted(Array.from({length: arguments[0]}, (_, i) => ({t: i * 1.8, lane: i % 6})));
const xs = counted(places(entries));
widths(entries, xs, 6, 1, 1e6);
ticks(entries, xs, 1);
return looks;
"""
