"""Reading untrusted media: what a file is, what it shows, what is wrong with it.

Start at ``app.media.inspect.inspect_media``. Nothing from libav or PIL runs in the caller's
process: ``child.py`` does that work behind the sandbox of ``sandbox.py``, with the original as
its only open file. This package file stays empty of imports because the child imports it.
"""
