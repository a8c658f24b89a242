"""Documents that nobody has looked at yet: what they are, how many pages, which words.

Told in two steps: from the bytes as they pass the door, and in a confined child process
(decision D12) once they are kept.
"""
