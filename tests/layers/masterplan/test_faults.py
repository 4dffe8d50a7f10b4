"""Faults as people and programs read them."""

from __future__ import annotations

from layers.masterplan.faults import SHOWN, Fault, MasterplanError, explained, suggestion
from layers.text import Text


def fault(number: int = 0) -> Fault:
    said = Text(f"salah {number}", f"wrong {number}")
    return Fault("x", ("goals", number, "text", "id"), said, f"g{number}", line=number + 1)


def test_where_and_what() -> None:
    assert fault(2).where == "goals[2] (g2).text.id"
    assert fault(2).text == Text(
        "baris 3, goals[2] (g2).text.id: salah 2", "line 3, goals[2] (g2).text.id: wrong 2"
    )
    assert Fault("x", (), Text("a", "b")).text == Text("a", "b")
    assert fault(0).to_dict() == {
        "code": "x",
        "where": "goals[0] (g0).text.id",
        "id": "g0",
        "line": 1,
        "message": {"id": "salah 0", "en": "wrong 0"},
    }


def test_many_faults_are_cut_in_the_message_and_kept_in_the_error() -> None:
    error = MasterplanError([fault(n) for n in range(SHOWN + 5)], name="plan.yaml")
    assert len(error.faults) == SHOWN + 5
    assert str(error).count("\n- ") == SHOWN + 1
    assert str(error).endswith("and 5 more")
    assert error.code == "masterplan-refused"


def test_one_fault_gives_its_code() -> None:
    assert MasterplanError([fault()]).code == "x"


def test_suggestions() -> None:
    assert suggestion("facility", ["facilities"]).id == "maksudnya facilities?"
    assert suggestion("zzz", ["a", "b"]).en == "there are a, b"
    assert suggestion("zzz", []).en == "there are none"


def test_a_kind_nobody_thought_of_is_told_all_the_same() -> None:
    code, message = explained("something_new", {}, "x" * 200)
    assert code == "bad-value"
    assert "something_new" in message.id
    assert len(message.id) < 120
