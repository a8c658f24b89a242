"""Write the tables of the story anew: ``python -m tests.policy.scenario``."""

from pathlib import Path

from tests.policy.scenario.files import files

for name, content in files():
    (Path(__file__).parent / name).write_text(content, encoding="utf-8")
