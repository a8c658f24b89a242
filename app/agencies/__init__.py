"""机关设置: by which regulation an agency lives, and what it has set itself."""
