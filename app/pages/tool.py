"""The label of what was read from a document: by what, in which version."""

from importlib.metadata import version

from app import __version__

TOOL = f"liuhen {__version__}, pypdf {version('pypdf')}, pillow {version('pillow')}"
