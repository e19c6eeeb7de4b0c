"""Whether a camera's pictures can be relied on."""
