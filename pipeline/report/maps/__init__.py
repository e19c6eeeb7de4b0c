"""An audit as maps for other programs: GIS, globes and CAD."""
