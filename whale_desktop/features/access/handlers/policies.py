"""Permission policies: the list, one of them, and changing them (`docs/rules/platform.md` 3.2)."""

from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update
from sqlalchemy.sql import Select

from whale_desktop.bus import Read, Work, answers, handles, lists
from whale_desktop.features.access import queries, tables
from whale_desktop.features.access.handlers.member_lists import any_like
from whale_desktop.features.access.handlers.rights import change_of_rights, check_codes
from whale_desktop.features.access.handlers.texts import check_names, is_taken, like, name_column, three_names
from whale_desktop.features.access.messages import (
    MAXIMUM_NAME,
    MAXIMUM_REMARK,
    AddPolicy,
    DeletePolicy,
    EditPolicy,
    GetPolicy,
    ListModuleChoices,
    ListPolicies,
    ListPolicyChoices,
    ModuleChoice,
    PermissionKind,
    Policy,
    PolicyChoice,
    PolicyFilter,
    PolicyKind,
    PolicyRow,
    TotalPolicies,
)
from whale_desktop.features.access.queries import persons
from whale_desktop.features.access.queries.rights import chosen_codes, given_by_policy
from whale_desktop.kernel.errors import Conflict, UserError
from whale_desktop.kernel.faults import Faults
from whale_desktop.messages import Totals
from whale_desktop.messages.permission_catalogue import permission_entries
from whale_desktop.screens import menu_entries
from whale_desktop.storage import Listing, Rows, constant, made, same_as, totals_of
from whale_desktop.storage.conditions import all_of

_POLICY, _CHOSEN = tables.policy, tables.policy_permission
_ROLES, _GRANTS = tables.role_policy, tables.personal_grant
_MAY = ("access.policy.edit", "access.policy.delete")


def modules() -> tuple[str, ...]:
    """The first-level modules that have permissions, in menu order."""
    there = {entry.module for entry in permission_entries().values()} - {""}
    return tuple(key for key, entry in menu_entries().items() if not entry.parent and key in there)


def module_name(module: str, locale: str) -> str:
    """What a module is called."""
    return menu_entries()[module].label(locale) if module in menu_entries() else module


@lists(ListPolicies)
def list_policies(read: Read, query: ListPolicies) -> Listing[PolicyRow]:
    """Policies under a filter."""
    chosen = chosen_codes(read.connection)
    roles, members = _counted(read, _ROLES.c.policy_no), _counted(read, _GRANTS.c.policy_no)
    name = name_column(_POLICY, read.locale)

    def codes(kind: PolicyKind, module: str, policy_no: Any) -> int:
        return len(given_by_policy(kind, module, chosen.get(policy_no, ())))

    return Listing(
        select(_POLICY).where(_condition(query.where)),
        key=_POLICY.c.policy_no,
        sorts={"policy_no": _POLICY.c.policy_no, "name": name, "updated_at": _POLICY.c.updated_at},
        default="policy_no",
        rows=Rows(
            PolicyRow,
            **persons(read, "operator"),
            name=same_as(str(name.key)),
            module_name=made(lambda module: module_name(module, read.locale), "module"),
            codes=made(codes, "kind", "module", "policy_no"),
            roles=made(lambda policy_no: roles.get(policy_no, 0), "policy_no"),
            members=made(lambda policy_no: members.get(policy_no, 0), "policy_no"),
            may=constant(_MAY),
        ),
    )


@answers(TotalPolicies)
def total_policies(read: Read, query: TotalPolicies) -> Totals:
    """Count of the list."""
    return totals_of(read.connection, _POLICY, where=_condition(query.where))


@answers(GetPolicy)
def get_policy(read: Read, query: GetPolicy) -> Policy:
    """One policy."""
    row = policy_of(read, query.policy_no)
    chosen = chosen_codes(read.connection, [row.policy_no]).get(row.policy_no, ())
    return Policy(
        policy_no=row.policy_no,
        name=row.name,
        name_zh_hans=row.name_zh_hans,
        name_en=row.name_en,
        module=row.module,
        kind=row.kind,
        codes=chosen,
        given=given_by_policy(row.kind, row.module, chosen),
        remark=row.remark,
        version=row.version,
    )


@answers(ListPolicyChoices)
def list_policy_choices(read: Read, query: ListPolicyChoices) -> tuple[PolicyChoice, ...]:
    """Policies to choose from, by module in menu order."""
    chosen = chosen_codes(read.connection)
    places = {module: place for place, module in enumerate(modules())}
    rows = read.connection.execute(select(_POLICY).order_by(_POLICY.c.policy_no)).all()
    return tuple(
        PolicyChoice(
            policy_no=row.policy_no,
            name=queries.names_of(row).get(read.locale, row.name_en),
            module=row.module,
            kind=row.kind,
            codes=given_by_policy(row.kind, row.module, chosen.get(row.policy_no, ())),
        )
        for row in sorted(rows, key=lambda row: (places.get(row.module, len(places)), row.policy_no))
    )


@answers(ListModuleChoices)
def list_module_choices(read: Read, query: ListModuleChoices) -> tuple[ModuleChoice, ...]:
    """Modules to choose from."""
    return tuple(ModuleChoice(module=one, name=module_name(one, read.locale)) for one in modules())


@handles(AddPolicy)
def add_policy(work: Work, command: AddPolicy) -> int:
    """A new policy."""
    if command.module not in modules():
        raise UserError.at("module", "message.invalid")
    names = _checked_names(work, command, but=0)
    _check_codes(command.module, command.codes)
    with change_of_rights(work):
        made = work.connection.execute(
            insert(_POLICY).values(
                **names,
                module=command.module,
                kind=command.kind,
                remark=command.remark.strip(),
                updated_at=work.now,
                operator=work.actor.name,
                version=1,
            )
        )
        assert made.inserted_primary_key is not None
        number = int(made.inserted_primary_key[0])
        _choose(work, number, command)
    return number


@handles(EditPolicy)
def edit_policy(work: Work, command: EditPolicy) -> None:
    """Other words or codes; at once for everybody who has it."""
    row = policy_of(work, command.policy_no)
    names = _checked_names(work, command, but=row.policy_no)
    _check_codes(row.module, command.codes)
    _check_version(row, command.expected_version)
    with change_of_rights(work):
        work.connection.execute(
            update(_POLICY)
            .where(_POLICY.c.policy_no == row.policy_no)
            .values(
                **names,
                kind=command.kind,
                remark=command.remark.strip(),
                updated_at=work.now,
                operator=work.actor.name,
                version=row.version + 1,
            )
        )
        work.connection.execute(delete(_CHOSEN).where(_CHOSEN.c.policy_no == row.policy_no))
        _choose(work, row.policy_no, command)


@handles(DeletePolicy)
def delete_policy(work: Work, command: DeletePolicy) -> None:
    """Off, when no role and no member has it."""
    row = policy_of(work, command.policy_no)
    _check_version(row, command.expected_version)
    for table in (_ROLES, _GRANTS):
        if work.connection.execute(select(table.c.policy_no).where(table.c.policy_no == row.policy_no)).first():
            raise UserError("admin.policy_in_use")
    with change_of_rights(work):
        for table in (_CHOSEN, _POLICY):
            work.connection.execute(delete(table).where(table.c.policy_no == row.policy_no))


def policy_of(read: Read, policy_no: int) -> Any:
    """A policy by number. Raises `UserError("admin.policy_unknown")`."""
    row = read.connection.execute(select(_POLICY).where(_POLICY.c.policy_no == policy_no)).one_or_none()
    if row is None:
        raise UserError("admin.policy_unknown")
    return row


def policies_giving(text: str) -> Select[Any]:
    """The numbers of the policies that give a code which contains a text."""
    wanted = text.strip().lower()
    of_module: dict[str, set[PolicyKind]] = {}
    for entry in permission_entries().values():
        if entry.module and wanted in entry.code.lower():
            kinds = {PolicyKind.ALL, PolicyKind.READ} if entry.kind == PermissionKind.VIEW else {PolicyKind.ALL}
            of_module.setdefault(entry.module, set()).update(kinds)
    tests: list[ColumnElement[bool]] = [_POLICY.c.policy_no.in_(select(_CHOSEN.c.policy_no).where(like(_CHOSEN.c.code, text)))]
    tests += [(_POLICY.c.module == module) & _POLICY.c.kind.in_(kinds) for module, kinds in of_module.items()]
    return select(_POLICY.c.policy_no).where(or_(*tests))


def _condition(where: PolicyFilter) -> ColumnElement[bool]:
    tests: list[ColumnElement[bool]] = []
    if where.name.strip():
        tests.append(any_like((_POLICY.c.name, _POLICY.c.name_zh_hans, _POLICY.c.name_en), where.name))
    if where.code.strip():
        tests.append(_POLICY.c.policy_no.in_(policies_giving(where.code)))
    if where.module:
        tests.append(_POLICY.c.module.in_(where.module))
    if where.kind:
        tests.append(_POLICY.c.kind.in_(where.kind))
    return all_of(tests)


def _counted(read: Read, column: ColumnElement[Any]) -> dict[int, int]:
    rows = read.connection.execute(select(column, func.count()).where(column.is_not(None)).group_by(column))
    return {row[0]: int(row[1]) for row in rows}


def _checked_names(work: Work, command: AddPolicy | EditPolicy, *, but: int) -> dict[str, str]:
    faults = Faults()
    check_names(command, faults, limit=MAXIMUM_NAME)
    faults.too_long(MAXIMUM_REMARK, remark=command.remark.strip())
    faults.refuse()
    names = three_names(command)
    if is_taken(work, _POLICY, names, _POLICY.c.policy_no == but):
        raise UserError.at("name", "admin.name_used")
    return names


def _check_codes(module: str, codes: tuple[str, ...]) -> None:
    check_codes(codes)
    if any(permission_entries()[code].module != module for code in codes):
        raise UserError.at("codes", "admin.policy_module")


def _check_version(row: Any, expected: int) -> None:
    if row.version != expected:
        raise Conflict("message.stale")


def _choose(work: Work, policy_no: int, command: AddPolicy | EditPolicy) -> None:
    for code in dict.fromkeys(command.codes):
        work.connection.execute(insert(_CHOSEN).values(policy_no=policy_no, code=code))
