"""The nouns of Sightline: frozen values that never know where they came from."""
