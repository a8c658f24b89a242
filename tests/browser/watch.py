"""What every page has to hold, whatever it shows."""

from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import ConsoleMessage, Page

from app.settings import PROJECT_ROOT

AXE = PROJECT_ROOT / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

_LISTEN = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


@dataclass(slots=True)
class Watch:
    """Collects what goes wrong in a page without anybody seeing it."""

    page: Page
    errors: list[str] = field(default_factory=list)

    @classmethod
    async def over(cls, page: Page) -> "Watch":
        """Begin to watch a fresh page."""
        watch = cls(page)
        page.on("console", lambda message: watch.errors.extend(_spoken(message)))
        page.on("pageerror", lambda error: watch.errors.append(str(error)))
        await page.add_init_script(_LISTEN)
        return watch

    async def is_clean(self, *, expecting: str = "") -> None:
        """Hold the page to the rules; ``expecting`` names the one error that belongs to it."""
        violations = await self.page.evaluate("window.violations")
        overflow = await self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        unexpected = [error for error in self.errors if not expecting or expecting not in error]
        # axe puts styles of its own into the page, which our policy rightly blocks; so it comes
        # last, and what it causes is forgotten.
        spoken = len(self.errors)
        findings = await self._axe()
        await self.page.evaluate("window.violations = []")
        del self.errors[spoken:]

        assert unexpected == [], "\n".join(unexpected)
        assert violations == [], str(violations)
        assert overflow <= 0
        assert findings == [], "\n".join(findings)

    async def _axe(self) -> list[str]:
        # Loading axe takes as long as running it, so a page that is looked at again keeps it.
        if not await self.page.evaluate("'axe' in window"):
            await self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: dict[str, Any] = await self.page.evaluate(
            "(tags) => axe.run({ runOnly: tags, preload: false, resultTypes: ['violations'] })",
            RULES,
        )
        return [
            f"{rule['id']}: {node['target']} {node['failureSummary']}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]


def _spoken(message: ConsoleMessage) -> list[str]:
    return [message.text] if message.type in {"error", "warning"} else []
