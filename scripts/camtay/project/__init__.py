"""One way through: open, check, plan, make, write; the preview; skeletons."""
