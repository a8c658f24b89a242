"""调阅: asked for, approved, watched in place, handed out, and written into the register."""
