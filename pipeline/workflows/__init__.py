"""What Sightline does, one public function each; each reads like a table of contents."""
