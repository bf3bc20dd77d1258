"""Values to problems: one function a rule, one file a theme."""
