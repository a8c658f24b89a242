"""The filters of the list of certificates, as its address has them."""

from dataclasses import dataclass

from app.people.certificate_standing import NEED_ATTENTION, WARN_DAYS, CertificateState
from app.routers.forms import Option
from app.routers.qualification_words import STATES

ALL = "all"
STATE_CHOICES = (
    *(Option(state.value, tag.text) for state, tag in STATES.items()),
    Option(ALL, "全部"),
)
DAY_CHOICES = tuple(Option(str(days), f"{days} 天以内") for days in (30, 60, 180, 365))


@dataclass(frozen=True, slots=True)
class ExpiryFields:
    """The filters as they stand in the address; no state means what needs attention."""

    name: str = ""
    state: str = ""
    unit: str = ""
    days: str = ""

    @property
    def warn_days(self) -> int:
        """Return within how many days a certificate counts as due."""
        known = {option.value for option in DAY_CHOICES}
        return int(self.days) if self.days in known else WARN_DAYS

    @property
    def is_open(self) -> bool:
        """Whether nothing is narrowed."""
        return self == ExpiryFields()


def states_of(text: str) -> frozenset[CertificateState]:
    """Return the states that a filter means; no choice means what needs attention."""
    if text == ALL:
        return frozenset()
    return frozenset({CertificateState(text)}) if text in set(CertificateState) else NEED_ATTENTION
