"""Cầm Tay: compiles lesson YAML into phone guides, printed sheets and a site. The pipeline is the folder listing."""
