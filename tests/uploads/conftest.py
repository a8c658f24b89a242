"""The running server of ``tests/uploads/fixtures.py``."""

from tests.uploads.fixtures import shared_site, site

__all__ = ["shared_site", "site"]
