"""Adding, editing and deleting roles (`docs/rules/platform.md` 3.2, 6.3)."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, delete, insert, or_, select, update

from whale_desktop.bus import Work, handles
from whale_desktop.features.access import tables
from whale_desktop.features.access.handlers.rights import (
    change_of_rights,
    check_codes,
    check_policies,
    role_of,
    today,
)
from whale_desktop.features.access.handlers.texts import check_names, is_taken, three_names
from whale_desktop.features.access.messages import (
    MAXIMUM_NAME,
    MAXIMUM_REMARK,
    SUPER_ADMIN,
    AddRole,
    DeleteRole,
    EditRole,
    RoleDeleted,
)
from whale_desktop.kernel.errors import Conflict, UserError
from whale_desktop.kernel.faults import Faults
from whale_desktop.kernel.ids import new_id

_ROLE, _BINDING = tables.role, tables.member_role


@handles(AddRole)
def add_role(work: Work, command: AddRole) -> str:
    """A new role; its key is made here, so that a changed name changes nothing else."""
    key = f"r-{new_id()}"
    names = _checked_names(work, command, but=key)
    kept = {"role": key, "service": False, "remark": command.remark.strip(), "updated_at": work.now, "operator": work.actor.name}
    with change_of_rights(work):
        work.connection.execute(insert(_ROLE).values(**kept, **names, version=1))
        _give(work, key, command.policies, command.codes)
    return key


@handles(EditRole)
def edit_role(work: Work, command: EditRole) -> None:
    """Other words, other rights; at once for everybody who has it."""
    row = _editable(work, command.role)
    names = _checked_names(work, command, but=row.role)
    _check_version(row, command.expected_version)
    kept = {"remark": command.remark.strip(), "updated_at": work.now, "operator": work.actor.name, "version": row.version + 1}
    with change_of_rights(work):
        work.connection.execute(update(_ROLE).where(_ROLE.c.role == row.role).values(**kept, **names))
        _take(work, row.role)
        _give(work, row.role, command.policies, command.codes)


@handles(DeleteRole)
def delete_role(work: Work, command: DeleteRole) -> None:
    """Off, when nobody uses it: no member whose binding is not over, and no approval node."""
    row = _editable(work, command.role)
    _check_version(row, command.expected_version)
    counts = or_(_BINDING.c.valid_to.is_(None), _BINDING.c.valid_to >= today(work))
    if work.connection.execute(select(_BINDING.c.role).where(and_(_BINDING.c.role == row.role, counts))).first():
        raise UserError("admin.role_in_use")
    work.tell(RoleDeleted(role=row.role))
    with change_of_rights(work):
        work.connection.execute(delete(_BINDING).where(_BINDING.c.role == row.role))
        _take(work, row.role)
        work.connection.execute(delete(_ROLE).where(_ROLE.c.role == row.role))


def _editable(work: Work, key: str) -> Any:
    row = role_of(work, key)
    if row.role == SUPER_ADMIN:
        raise UserError("admin.super_admin_fixed")
    return row


def _check_version(row: Any, expected: int) -> None:
    if row.version != expected:
        raise Conflict("message.stale")


def _checked_names(work: Work, command: AddRole | EditRole, *, but: str) -> dict[str, str]:
    faults = Faults()
    check_names(command, faults, limit=MAXIMUM_NAME)
    faults.too_long(MAXIMUM_REMARK, remark=command.remark.strip())
    faults.refuse()
    names = three_names(command)
    if is_taken(work, _ROLE, names, _ROLE.c.role == but):
        raise UserError.at("name", "admin.name_used")
    check_policies(work, command.policies)
    check_codes(command.codes)
    return names


def _take(work: Work, role: str) -> None:
    for table in (tables.role_permission, tables.role_policy):
        work.connection.execute(delete(table).where(table.c.role == role))


def _give(work: Work, role: str, policies: Iterable[int], codes: Iterable[str]) -> None:
    for code in dict.fromkeys(codes):
        work.connection.execute(insert(tables.role_permission).values(role=role, code=code))
    for policy in dict.fromkeys(policies):
        work.connection.execute(insert(tables.role_policy).values(role=role, policy_no=policy))
