"""What a site file may say about its school, for those who answer for many."""

from pipeline.config.entry import Entry, Name
from pipeline.config.fields import LevelWord, OwnershipWord, TypeWord
from pipeline.domain.school import School


class SchoolEntry(Entry):
    """Where a school belongs, and of which kind it is; what is left out is not known."""

    county: Name | None = None
    level: LevelWord | None = None
    type: TypeWord | None = None
    licensed: bool | None = None
    ownership: OwnershipWord | None = None

    def school(self) -> School:
        """Return the noun."""
        county = self.county.label() if self.county else None
        return School(county, self.level, self.type, self.licensed, self.ownership)
