"""One person's hand on a page: the same story by mouse, by keyboard alone, with script on or off.

Every deed is counted: a click, a tick, a choice, a field that is typed into. With `keyboard` nothing is
clicked: the hand goes there with Tab and the arrows, and presses Space or Enter.
"""

from __future__ import annotations

from playwright.sync_api import Locator, Page

MOST_TABS = 700
_IS_HERE = "(wanted) => document.activeElement === wanted"
_SAME_GROUP = """(wanted) => document.activeElement.type === "radio"
    && document.activeElement.name === wanted.name"""


class Hand:
    """`page` is looked at by the test, `count` says how much work it was."""

    def __init__(self, page: Page, url: str, keyboard: bool = False) -> None:
        self.page, self.url, self.keyboard, self.count = page, url, keyboard, 0

    def go(self, path: str) -> None:
        """Type an address. Counts as nothing: a bookmark, a link in a mail."""
        self.page.goto(self.url + path)

    def press(self, selector: str) -> None:
        """A link or a button that leads to a page."""
        self.count += 1
        target = self.page.locator(selector).first
        with self.page.expect_navigation():
            if self.keyboard:
                self._go_to(target)
                self.page.keyboard.press("Enter")
            else:
                target.click()

    def open(self, summary: Locator) -> None:
        """Something folded."""
        self.count += 1
        self._do(summary, "Enter")

    def tick(self, selector: str) -> None:
        """A box."""
        self.count += 1
        box = self.page.locator(selector).first
        self._do(box, "Space")
        assert box.is_checked(), f"{selector} stays empty"

    def pick(self, name: str, value: str) -> None:
        """One of the radios, or an option of a list."""
        self.count += 1
        listed = self.page.locator(f"select[name='{name}']")
        if listed.count():
            self._pick_in_list(listed.first, value)
            return
        radio = self.page.locator(f"input[type=radio][name='{name}'][value='{value}']").first
        if not self.keyboard:
            radio.click()
        else:
            self._pick_radio(radio)
        assert radio.is_checked(), f"{name} is not {value}"

    def fill(self, name: str, text: str) -> None:
        """Type into a field."""
        self.count += 1
        field = self.page.locator(f"[name='{name}']").first
        if self.keyboard:
            self._go_to(field)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(text)
        else:
            field.fill(text)

    def fill_date(self, name: str, day: str) -> None:
        """A date of three fields, as "12-11-2026": one deed per field."""
        for part, text in zip(("day", "month", "year"), day.split("-"), strict=True):
            self.fill(f"{name}-{part}", text)

    def reads(self, words: str) -> bool:
        """Do these words stand on the page?"""
        return words in self.page.inner_text("main")

    def _do(self, target: Locator, key: str) -> None:
        if self.keyboard:
            self._go_to(target)
            self.page.keyboard.press(key)
        else:
            target.click()

    def _go_to(self, target: Locator, script: str = _IS_HERE) -> None:
        """Tab until it has the focus."""
        handle = target.element_handle()
        for _ in range(MOST_TABS):
            if self.page.evaluate(script, handle):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no Tab leads to {target}")

    def _pick_radio(self, radio: Locator) -> None:
        """A group is one stop for Tab; the arrows go through it."""
        self._go_to(radio, _SAME_GROUP)
        handle = radio.element_handle()
        for _ in range(30):
            if self.page.evaluate(_IS_HERE, handle):
                break
            self.page.keyboard.press("ArrowDown")
        if not radio.is_checked():
            self.page.keyboard.press("Space")

    def _pick_in_list(self, listed: Locator, value: str) -> None:
        if not self.keyboard:
            listed.select_option(value)
            return
        self._go_to(listed)
        self.page.keyboard.press("Home")
        for _ in range(80):
            if listed.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {value}")
