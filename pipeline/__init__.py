"""Sightline: full coverage proved or disproved on a floorplan, and crowding seen at the gate.

Two roads of data share one plan::

    site file → config → domain → coverage → audit → report
    recording or stream → sources → detect → crowd, health → report, store

and six floors of code, each importing only what lies below it::

    5 shells      cli  web
    4 workflows   workflows
    3 rim (IO)    config  importers  sources  runtime  store  report  sinks  jobs
    2 engines     coverage  audit  placement  detect  crowd  health
    1 nouns       domain  geometry  imaging
    0 ground      errors  units  registry  version

Start reading at ``pipeline.workflows.audit_site``.
"""
