"""A mesh that no region has: a look through it never ends."""

from pipeline.geometry.mesh import Mesh, triangulated
from tests.shapes import SQUARE_ROOM


def mesh_in_circles() -> Mesh:
    """Return two triangles; behind the half-edge that both share lies that half-edge again."""
    mesh = triangulated(SQUARE_ROOM)
    for portals in (mesh.portals, mesh.arrays[0]):
        for half_edge in range(6):
            portals.right[half_edge] = portals.left[half_edge] = half_edge
    return mesh
