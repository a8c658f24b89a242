"""Untrusted media, opened only in a sandboxed child process."""
