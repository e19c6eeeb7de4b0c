"""Renderers: an audit or a review goes in, text or bytes come out; nothing here writes a file."""
