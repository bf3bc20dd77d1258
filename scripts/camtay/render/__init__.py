"""Pure renderers: model in, text or bytes out. Nothing here reads or writes a file of the project except its templates."""
