"""One story under five regulations, as tables that a jurist can read.

``story.py`` holds the facts, ``chapters.py`` puts the questions, ``tables.py`` writes the
answers, ``matrices.py`` lays the rules side by side.
What came of them is kept beside them, one file for each regulation, and compared exactly. After a
change that is meant, write the files anew with ``python -m tests.policy.scenario`` and read the
difference.
"""
