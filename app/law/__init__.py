"""The law as people meet it: official texts, trying out a change, and what was taken out."""
