"""Pictures as arrays: fitting, drawing and sorting out boxes; nouns and math only."""
