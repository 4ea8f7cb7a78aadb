"""Files that arrive cut off or altered: a coded refusal at every length, never a fault of ours and nothing written."""

from random import Random

import pytest

from tests.faults.inspection import everything
from tests.helpers.office import Office
from whale_desktop.features.reference.messages import ImportReferenceRates, MakeRateTemplate, PreviewRateImport
from whale_desktop.kernel.errors import UserError


@pytest.fixture
def template(desk: Office) -> bytes:
    """The rate template of the program itself."""
    return desk.gateway.get_blob(desk.do(MakeRateTemplate(locale="en")).blob, session=desk.session())


def refused(desk: Office, data: bytes) -> str:
    """The code of the refusal of a file; empty when it can be read after all."""
    blob = desk.gateway.put_blob(data, name="rates.xlsx", session=desk.session())
    try:
        desk.ask(PreviewRateImport(blob=blob))
    except UserError as error:
        return error.code
    return ""


def test_a_file_that_was_cut_off_is_no_workbook_at_any_length(desk: Office, template: bytes) -> None:
    assert refused(desk, template) == ""
    lengths = [0, 1, 3, 4, 30, *range(100, len(template) - 1, max(1, len(template) // 40)), len(template) - 1]
    codes = {refused(desk, template[:length]) for length in lengths}
    assert codes == {"sheet.not_a_workbook"}


def test_altered_bytes_never_become_a_fault_of_ours(desk: Office, template: bytes) -> None:
    random = Random(7)
    for _ in range(60):
        data = bytearray(template)
        for _ in range(random.choice((1, 1, 5, 50))):
            data[random.randrange(len(data))] = random.randrange(256)
        code = refused(desk, bytes(data))
        assert code == "" or code.startswith("sheet."), code


def test_a_cut_file_is_not_imported_either(desk: Office, template: bytes) -> None:
    session = desk.session()
    blob = desk.gateway.put_blob(template[: len(template) // 2], name="rates.xlsx", session=session)
    before = everything(desk.path)["reference_rate"]
    assert desk.refused(ImportReferenceRates(blob=blob)).code == "sheet.not_a_workbook"
    assert everything(desk.path)["reference_rate"] == before
