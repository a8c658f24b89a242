"""查找: one box over recordings and cases, within what may be known; the views people keep."""
