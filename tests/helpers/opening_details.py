"""A stand-in for the opening details of client management, with the documented codes: sections that need rights of their own.

The domain itself comes later; the platform's promise about its sections (`docs/rules/platform.md` 6.4, scenarios 6 and 7) is kept by
the drawer of every list, and is tested on this.
"""

from tests.helpers.registries import borrowed_registries
from whale_desktop.kernel.texts import C_
from whale_desktop.messages import Bound, Command, ListQuery, Permission, Query, Struct, TotalsQuery, command, info_of, query
from whale_desktop.screens import Action, Column, DetailSpec, ListScreen, Related, Section

VIEW = "kyc.application_query"
TRADE, TRADE_EDIT = "account.trade_permission", "account.update_trade_permission"
INVESTOR, RISK = "customer.pi_app_record", "kyc.risk_assessment_query"


with borrowed_registries():

    class Opening(Struct):
        """An account opening."""

        number: str
        name: str
        markets: tuple[str, ...] = ()
        may: tuple[str, ...] = ("test_opening.trade",)

    class Line(Struct):
        """A line of a record."""

        what: str

    @query("test_opening.list", permission=Permission(VIEW))
    class ListOpenings(ListQuery[Opening]):
        """Openings."""

    @query("test_opening.totals", permission=Permission(VIEW))
    class TotalOpenings(TotalsQuery):
        """Count."""

    @query("test_opening.get", permission=Permission(VIEW))
    class GetOpening(Query[Opening]):
        """One opening."""

        number: str

    @query("test_opening.trade_permissions", permission=Permission(TRADE))
    class ListTradePermissions(Query[tuple[Line, ...]]):
        """Markets that the client may trade."""

        number: str

    @query("test_opening.investor", permission=Permission(INVESTOR))
    class ListInvestorRecords(Query[tuple[Line, ...]]):
        """Certifications as a professional investor."""

        number: str

    @query("test_opening.risk", permission=Permission(RISK))
    class ListRiskAssessments(Query[tuple[Line, ...]]):
        """Risk assessments."""

        number: str

    @command(
        "test_opening.trade",
        permission=Permission(TRADE_EDIT),
        changes=("test.opening",),
        target=Bound(GetOpening, {"number": "number"}),
    )
    class SetTradePermission(Command[None]):
        """Another market."""

        number: str

    MESSAGES = tuple(
        info_of(one)
        for one in (
            ListOpenings,
            TotalOpenings,
            GetOpening,
            ListTradePermissions,
            ListInvestorRecords,
            ListRiskAssessments,
            SetTradePermission,
        )
    )
    _LINE = (Column("what", C_("test", "Record")),)
    OPENINGS = ListScreen(
        key="test.openings",
        menu="",
        title=C_("test", "Account openings"),
        query=ListOpenings,
        totals=TotalOpenings,
        row_key="number",
        columns=(Column("number", C_("test", "Number")), Column("name", C_("test", "Client"))),
        actions=(
            Action(
                "trade", C_("test", "Modify trade permission"), ("row",), command=SetTradePermission, fields={"number": "number"}
            ),
        ),
        detail=DetailSpec(
            query=lambda row: GetOpening(number=row.number),
            title="number",
            sections=(
                Section(C_("test", "Client particulars"), (Column("name", C_("test", "Client")),)),
                Section(C_("test", "Markets applied for"), (Column("markets", C_("test", "Markets"), "texts"),), needs=(TRADE,)),
            ),
            related=(
                Related(C_("test", "Trade permissions"), lambda record: ListTradePermissions(number=record.number), _LINE),
                Related(C_("test", "Professional investor"), lambda record: ListInvestorRecords(number=record.number), _LINE),
                Related(C_("test", "Risk assessment"), lambda record: ListRiskAssessments(number=record.number), _LINE),
            ),
        ),
        exports=False,
    )
