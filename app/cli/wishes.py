"""The names under which the person who starts the product wants it to be reached."""

from dataclasses import dataclass

from app.certificates.names import as_address


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person who starts the product asked for."""

    host: str
    """``--host``."""
    names: tuple[str, ...]
    """``LIUHEN_TLS_NAMES``."""
    public_host: str
    """The host of ``LIUHEN_PUBLIC_URL``, if that is set."""

    @property
    def is_specific(self) -> bool:
        """Whether ``--host`` names one address, instead of all of them."""
        address = as_address(self.host)
        return address is None or not address.is_unspecified

    def typed(self) -> tuple[str, ...]:
        """Return the names that were asked for, the one to tell people first."""
        words = (self.public_host, *self.names, self.host if self.is_specific else "")
        return tuple(dict.fromkeys(word.strip("[]") for word in words if word))
