"""The browser tests' ground: a headless Chromium of their own, without any network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from receptionist.replaying.account import Account
from receptionist.replaying.page import page
from tests.browser.shown import Shown

_HERE = Path(__file__).parent
_NAMES, _DRIVER = ("chromium", "chromium-browser", "google-chrome"), "chromedriver"
_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1280,900",
)  # fmt: skip

Open = Callable[..., Shown]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder `browser`."""
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """Chromium. Without one a test is skipped, or fails where RECEPTIONIST_REQUIRE has `browser`."""
    chromium = next((path for name in _NAMES if (path := shutil.which(name))), None)
    chromedriver = shutil.which(_DRIVER)
    if chromium is None or chromedriver is None:
        do_without("there is no Chromium with its driver on PATH", os.environ.get("RECEPTIONIST_REQUIRE", ""))
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*_FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    # With both paths named, selenium's own manager has nothing to find or download.
    started = webdriver.Chrome(options=options, service=Service(executable_path=chromedriver))
    started.execute_cdp_cmd("Network.enable", {})
    started.execute_cdp_cmd(
        "Network.emulateNetworkConditions",
        {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0},
    )
    yield started
    started.quit()


def do_without(reason: str, required: str) -> NoReturn:
    """Skip the test with its reason, or fail it where a browser is required (CI)."""
    if "browser" in required.replace(",", " ").split():
        pytest.fail(f"RECEPTIONIST_REQUIRE has browser, but {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture
def show(driver: webdriver.Chrome, tmp_path: Path) -> Iterator[Open]:
    """Opens the page of an account; when the test ends, the page has complained of nothing."""
    opened: list[Shown] = []

    def run(account: Account, *, names: bool = True, width: int = 1280, scheme: str = "light") -> Shown:
        file = tmp_path / "call.html"
        file.write_text(page(account, names=names), encoding="utf-8")
        opened.append(Shown.opened(driver, file, width=width, scheme=scheme))
        return opened[-1]

    yield run
    assert [each for shown in opened for each in shown.complaints()] == []
