"""The jobs that Sightline does: one public function each, to be read like a table of contents."""
