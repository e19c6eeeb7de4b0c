"""Files that people write (sites, profiles, manifests), read into nouns or refused line by line."""
