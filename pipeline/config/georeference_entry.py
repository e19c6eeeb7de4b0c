"""Where a site's plan lies on earth, as its file may say."""

from pydantic import Field

from pipeline.config.entry import Entry
from pipeline.config.fields import Point
from pipeline.config.quantities import Latitude, Longitude, Turn
from pipeline.domain.georeference import Georeference


class GeoreferenceEntry(Entry):
    """The place of one point of the plan, and to where its +y points."""

    lat_deg: Latitude
    lon_deg: Longitude
    bearing_deg: Turn = 0.0
    at: Point = Field(default=[0.0, 0.0])

    def georeference(self) -> Georeference:
        """Return the noun."""
        x_m, y_m = self.at
        return Georeference(self.lat_deg, self.lon_deg, self.bearing_deg, (x_m, y_m))
