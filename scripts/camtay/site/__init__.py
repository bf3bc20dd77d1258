"""Pages as Markdown, and the engines behind one small interface that make HTML of them."""
