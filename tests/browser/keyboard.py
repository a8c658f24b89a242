"""Somebody without a mouse: every control is come to by Tab and worked by keys.

A list of choices is walked with the arrow keys, and the window for choosing a file opens because a
key was pressed; only what the system's own window answers is given by the test.
"""

from dataclasses import dataclass

from playwright.async_api import ElementHandle, Error, FilePayload, Locator, Page

MOST_TABS = 160
MOST_CHOICES = 80


@dataclass(frozen=True, slots=True)
class Keyboard:
    """The keys of one page."""

    page: Page

    async def go_to(self, wanted: Locator) -> None:
        """Press Tab until the control has the focus.

        It is looked for by its name once, because to look costs more than to press, and anew
        where the page or a part of it has been put in the place of another.

        Raises:
            AssertionError: it is not reached.
        """
        control = await wanted.element_handle()
        for _ in range(MOST_TABS):
            has_focus = await _has_focus(control)
            if has_focus:
                return
            if has_focus is None:
                control = await wanted.element_handle()
            else:
                await self.page.keyboard.press("Tab")
        raise AssertionError(f"{wanted} is not reached by the keyboard.")

    async def press_link(self, name: str) -> None:
        await self.go_to(self.page.get_by_role("link", name=name).first)
        await self.page.keyboard.press("Enter")

    async def press_button(self, name: str) -> None:
        await self.go_to(self.page.get_by_role("button", name=name, exact=True).first)
        await self.page.keyboard.press("Enter")

    async def type_into(self, label: str, text: str) -> None:
        """Write over what stands in a field."""
        await self.go_to(self.page.get_by_label(label).first)
        await self.page.keyboard.press("ControlOrMeta+a")
        await self.page.keyboard.type(text)

    async def choose(self, label: str, wanted: str) -> None:
        """Walk down a list of choices.

        Raises:
            AssertionError: there is no such choice below the first.
        """
        choices = self.page.get_by_label(label).first
        await self.go_to(choices)
        await self.page.keyboard.press("Home")
        for _ in range(MOST_CHOICES):
            if await choices.evaluate("each => each.selectedOptions[0].text.trim()") == wanted:
                return
            await self.page.keyboard.press("ArrowDown")
        offered = await choices.locator("option").all_inner_texts()
        raise AssertionError(f"{label} offers {offered}, not {wanted}.")

    async def tick(self, label: str) -> None:
        await self.go_to(self.page.get_by_label(label).first)
        await self.page.keyboard.press("Space")

    async def attach(self, label: str, file: FilePayload) -> None:
        """Open the window for choosing files, and let it answer with this one."""
        await self.go_to(self.page.get_by_label(label).first)
        async with self.page.expect_file_chooser() as opened:
            # Keys overtake what the page is told in other ways: an answer from it shows that it
            # has heard who answers for the system's window.
            await self.page.evaluate("0")
            await self.page.keyboard.press("Enter")
        await (await opened.value).set_files(file)


async def _has_focus(control: ElementHandle) -> bool | None:
    """Whether a control has the focus; nothing when it is in the page no more."""
    try:
        stands: bool | None = await control.evaluate(
            "each => each.isConnected ? each === document.activeElement : null"
        )
    except Error:
        return None
    return stands
