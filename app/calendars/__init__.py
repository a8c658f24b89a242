"""The State Council's holiday notices as TOML files, and the one door through which they are read.

A file follows its notice line by line. The year of a file is that of the notice, so the file of
2023 holds 31 December 2022.
"""
