"""What a browser sends when somebody presses the button of a form as its page shows it."""

from html.parser import HTMLParser


def sent_by(page: str) -> dict[str, str]:
    """Return the fields of the form ``form`` of a page; a box that is not ticked is not sent."""
    reader = _Reader()
    reader.feed(page)
    return reader.fields


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._is_inside = False
        self._named = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        name, value = said.get("name", ""), said.get("value", "")
        if tag == "form":
            self._is_inside = said.get("id") == "form"
        elif not self._is_inside:
            return
        elif tag == "input" and (said.get("type") != "checkbox" or "checked" in said):
            self.fields[name] = said.get("value", "on")
        elif tag == "select":
            self._named = name
            self.fields.setdefault(name, "")
        elif tag == "option" and "selected" in said:
            self.fields[self._named] = value
        elif tag == "textarea":
            self._area = name
            self.fields[name] = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            # A browser drops the first end of line, and sends the others as two signs.
            self.fields[self._area] = data.removeprefix("\n").replace("\n", "\r\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_inside = False
        elif tag == "textarea":
            self._area = ""
