"""Pages as Markdown, and the engine that makes HTML of them."""
