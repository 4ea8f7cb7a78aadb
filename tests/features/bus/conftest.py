"""An office that also handles parcels."""

from collections.abc import Iterator

import pytest
from sqlalchemy import insert

from tests.features.bus import parcels as business
from tests.helpers.office import Office, office
from tests.helpers.registries import borrowed_registries, ship_flow
from whale_desktop.features.access.tables import role_permission
from whale_desktop.features.workorder.messages import FlowMode

__all__ = ["office"]

CODES = {
    "super_admin": ("test.parcel_query", "test.parcel_put"),
    "funds_clerk": ("test.parcel_put",),
    "auditor": ("test.parcel_query",),
    "scheduler": ("test.parcel_put",),
}


@pytest.fixture
def parcels(office: Office) -> Iterator[Office]:
    """The office with the messages, table and rights of the parcel business. The clerk may put parcels but not look at them."""
    with borrowed_registries():
        business.register()
        ship_flow("test.parcel", mode=FlowMode.OFF)
        with office.database.write() as connection:
            business.own.create_all(connection)
            rows = [{"role": role, "code": code} for role, codes in CODES.items() for code in codes]
            connection.execute(insert(role_permission), rows)
        yield office
        office.close()
