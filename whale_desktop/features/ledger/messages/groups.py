"""Groups of client accounts as others use them: a name, what they are for, how many belong to them.

Who keeps the groups is a feature that stands higher (`queries/groups.py`).
"""

from enum import StrEnum

from whale_desktop.kernel.texts import C_
from whale_desktop.messages import Struct, labels


class GroupBusiness(StrEnum):
    """What a client group is for: each business is offered its own groups only. The values are the documented ones."""

    MARGIN = "1"
    REPORT = "2"
    RISK_PARAMETER = "3"


labels(
    GroupBusiness,
    {
        GroupBusiness.MARGIN: C_("ledger.group_business", "Margin"),
        GroupBusiness.REPORT: C_("ledger.group_business", "Report"),
        GroupBusiness.RISK_PARAMETER: C_("ledger.group_business", "Risk parameter"),
    },
)


class ClientGroup(Struct):
    """One group. count: how many accounts belong to it."""

    group_id: int
    business_type: GroupBusiness
    name: str
    count: int
