"""What every page has to hold, whatever it shows."""

from dataclasses import dataclass, field
from functools import cache
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

_LOOK = "() => [window.violations, document.documentElement.scrollWidth - innerWidth]"

_BRING_AXE = """
async (address) => {
  if ("axe" in window) return true;
  if (!address) return false;
  const script = document.createElement("script");
  const loaded = new Promise((done) => {
    script.onload = () => done(true);
    script.onerror = () => done(false);
  });
  script.src = address;
  document.head.append(script);
  await loaded;
  script.remove();
  return "axe" in window;
}
"""

_RUN_AXE = """
async (tags) => {
  // Half a link under the head that stays in place is no target, and where a page stands depends
  // on how tall its fonts are: it is looked at from its top.
  const { scrollX, scrollY } = window;
  scrollTo(0, 0);
  const found = await axe.run({ runOnly: tags, preload: false, resultTypes: ["violations"] });
  scrollTo(scrollX, scrollY);
  window.violations = [];
  return found.violations;
}
"""


@dataclass(slots=True)
class Watch:
    """Collects what goes wrong in a page without anybody seeing it."""

    page: Page
    axe_at: str
    errors: list[str] = field(default_factory=list)

    @classmethod
    async def over(cls, page: Page, axe_at: str = "") -> "Watch":
        """Begin to watch a fresh page, whose server has axe at a path of its own or not at all."""
        watch = cls(page, axe_at)
        page.on("console", lambda message: watch.errors.extend(_spoken(message)))
        page.on("pageerror", lambda error: watch.errors.append(str(error)))
        await page.add_init_script(_LISTEN)
        return watch

    async def is_clean(self, *, expecting: str = "") -> None:
        """Hold the page to the rules; ``expecting`` names the one error that belongs to it."""
        violations, overflow = await self.page.evaluate(_LOOK)
        unexpected = [error for error in self.errors if not expecting or expecting not in error]
        # axe puts styles of its own into the page, which our policy rightly blocks; so it comes
        # last, and what it causes is forgotten.
        spoken = len(self.errors)
        findings = await self._what_axe_finds()
        del self.errors[spoken:]

        assert unexpected == [], "\n".join(unexpected)
        assert violations == [], str(violations)
        assert overflow <= 0, f"{overflow} px wider than the window"
        assert findings == [], "\n".join(findings)

    async def _what_axe_finds(self) -> list[str]:
        # A page that is left before anybody looks at it pays nothing for axe; and whoever sends
        # it anew to every page pays as much as for letting it run, while the browser keeps files.
        if not await self.page.evaluate(_BRING_AXE, self.axe_at):
            await self.page.evaluate(_axe())
        found: list[dict[str, Any]] = await self.page.evaluate(_RUN_AXE, RULES)
        return [
            f"{rule['id']}: {node['target']} {node['failureSummary']}"
            for rule in found
            for node in rule["nodes"]
        ]


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def _spoken(message: ConsoleMessage) -> list[str]:
    return [message.text] if message.type in {"error", "warning"} else []
