"""A page of a call as somebody in front of it sees and uses it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attrs import frozen
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement


@frozen
class Shown:
    """An open page."""

    driver: webdriver.Chrome

    @classmethod
    def opened(cls, driver: webdriver.Chrome, file: Path, *, width: int, scheme: str) -> Shown:
        """The page of *file* in a window of so many pixels, for somebody who likes it `light` or `dark`."""
        shown = cls(driver)
        shown.complaints()
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})
        driver.get(file.as_uri())
        return shown

    def complaints(self) -> Sequence[str]:
        """What the browser has logged: scripts that failed, and what the page's policy stopped."""
        logged: list[dict[str, str]] = self.driver.get_log("browser")  # type: ignore[no-untyped-call] # selenium's
        return [entry["message"] for entry in logged]

    def find(self, selector: str) -> WebElement:
        """One element."""
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def texts(self, selector: str) -> list[str]:
        """What is to be read in all visible elements."""
        found = self.driver.find_elements(By.CSS_SELECTOR, selector)
        return [each.text for each in found if each.is_displayed()]

    def text(self, selector: str) -> str:
        """What is to be read in one."""
        return self.find(selector).text

    def press(self, selector: str, *keys: str) -> None:
        """Press keys on an element."""
        self.find(selector).send_keys(*keys)

    def search(self, words: str) -> None:
        """Replace what is searched."""
        self.press("#search", Keys.CONTROL + "a", Keys.DELETE)
        if words:
            self.press("#search", words)

    def move_to(self, place: int) -> None:
        """Put the slider at the entry with this number, from 1."""
        self.run(
            "const s = document.getElementById('slider'); s.value = arguments[0];"
            " s.dispatchEvent(new Event('input', {bubbles: true}));",
            place - 1,
        )

    def pairs(self, selector: str) -> list[tuple[str, str]]:
        """A list of terms and what stands by them."""
        return list(zip(self.texts(f"{selector} dt"), self.texts(f"{selector} dd:not(.none)"), strict=True))

    def run(self, script: str, *arguments: Any) -> Any:
        """Run a script in the page, as the debugger does: whatever the page's policy is."""
        return self.driver.execute_script(script, *arguments)
