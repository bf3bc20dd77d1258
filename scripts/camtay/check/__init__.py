"""Values to problems: one function a rule, one file a theme. Nothing here reads a file or stops."""
