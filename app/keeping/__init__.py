"""保存期限: how long each recording is kept. Nothing here disposes of anything."""
