"""Where a request comes from: the address and how the browser describes itself."""

from dataclasses import dataclass

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Origin:
    """Both are claims: the address of the network, the browser's of itself."""

    address: str
    user_agent: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "user_agent", self.user_agent[:_LONGEST])

    def detail(self) -> dict[str, str]:
        """Return the particulars of a ledger event."""
        return {"address": self.address, "browser": self.user_agent}
