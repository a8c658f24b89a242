"""How templates become text: Jinja as it is, with what a page does a thousand times made cheap.

Escaping one value makes an object that says of itself that it is escaped, and asks the value
first whether it is one. What is written into the page needs neither: a text is escaped by the
part of ``markupsafe`` that does so and makes no object of it; any other value goes there as before.
"""

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes, select_autoescape
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape
from markupsafe import _escape_inner as _escaped  # type: ignore[attr-defined]

_INDENT = re.compile(r"(?<=\n)(?<![%#]\}\n)[ \t]+")
"""After a tag it stays: the end of that line goes, and two words may have nothing else between."""


def written(value: object) -> str:
    """Return a value as it stands in a page.

    >>> written("采砂"), written(7), written("<b>")
    ('采砂', Markup('7'), '&lt;b&gt;')
    """
    if type(value) is str:
        text: str = _escaped(value)
        return text
    return value if type(value) is Markup else escape(value)


class _Writing(CodeGenerator):
    """Compiles ``{{ value }}`` to ``written(value)`` where Jinja would say ``escape(value)``."""

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.written(")


class Drawing(Environment):
    """The environment of every template: autoescaping, and loud about missing names."""

    code_generator_class = _Writing
    written = staticmethod(written)

    def __init__(self, templates: Path, **options: Any) -> None:
        """Read templates below this folder; a changed one is read again after a new start."""
        super().__init__(
            loader=FileSystemLoader(templates),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            # Else every part of every page asks the disk whether its file is still the same.
            auto_reload=False,
            cache_size=-1,
            **options,
        )

    def preprocess(self, source: str, name: str | None = None, filename: str | None = None) -> str:
        """Leave out what only indents a line of a template; a quarter of a list was that."""
        return _INDENT.sub("", super().preprocess(source, name, filename))
