"""`penyangga token`: who may write over HTTP: tokens made, listed, revoked."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Literal

import click

from server.cli.output import print_csv, print_json, print_table
from server.cli.session import Session, note
from server.cli.tokens.expiry import read_expiry

if TYPE_CHECKING:
    from server.identity.tokens import Tokens

HEADINGS = {
    "name": ("nama", "name"),
    "role": ("peran", "role"),
    "state": ("keadaan", "state"),
    "prefix": ("awal", "begins"),
    "created": ("dibuat (UTC)", "made (UTC)"),
    "expires": ("berakhir (UTC)", "expires (UTC)"),
    "last_used": ("terakhir dipakai (UTC)", "last used (UTC)"),
}
WORDS = {
    "reader": ("pembaca", "reader"),
    "editor": ("penyunting", "editor"),
    "valid": ("berlaku", "valid"),
    "expired": ("kedaluwarsa", "expired"),
    "revoked": ("dicabut", "revoked"),
}


@click.group()
def token() -> None:
    """Make, list and revoke the tokens of those who may write over HTTP."""


@token.command()
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice(["reader", "editor"]),
    required=True,
    help="An editor may write: jobs, kept results, scenarios, shares.",
)
@click.option(
    "--expires",
    default="90d",
    show_default=True,
    metavar="WHEN",
    help="Span (m, h, d, w), date (2030-12-31), or never.",
)
@click.option("--json", "as_json", is_flag=True, help="Give the token as JSON.")
@click.pass_obj
def create(
    session: Session, name: str, *, role: Literal["reader", "editor"], expires: str, as_json: bool
) -> None:
    """Make a token for NAME and show it, this one time only."""
    now = time.time()
    ends = read_expiry(expires, now)
    secret, made = _tokens(session).create(name, role, expires=ends)
    if as_json:
        print_json({"token": secret, **made.to_dict(now)})
    else:
        click.echo(secret)
    until = made.to_dict(now)["expires"]
    note(
        session.words(
            f"Token ini hanya tampil sekali; simpan di tempat aman. {name}: "
            f"{_word(session, role)}, " + (f"sampai {until}" if until else "tanpa batas waktu"),
            f"This token is shown only once; keep it safe. {name}: {role}, "
            + (f"until {until}" if until else "without an end"),
        )
    )


@token.command("list")
@click.option("--json", "as_json", is_flag=True, help="Give the tokens as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Give the table as CSV.")
@click.pass_obj
def list_(session: Session, *, as_json: bool, as_csv: bool) -> None:
    """List the tokens: whose, what for, until when, when last used."""
    now = time.time()
    found = [one.to_dict(now) for one in _tokens(session).all()]
    if as_json:
        print_json({"tokens": found})
        return
    if as_csv:
        print_csv(found)
        return
    language = 0 if session.lang == "id" else 1
    rows: list[dict[str, Any]] = [
        one | {key: _word(session, one[key]) for key in ("role", "state")} for one in found
    ]
    print_table(rows, {key: pair[language] for key, pair in HEADINGS.items()}, session.lang)


@token.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Give what was revoked as JSON.")
@click.pass_obj
def revoke(session: Session, name: str, *, as_json: bool) -> None:
    """Revoke the token of NAME; it is refused from the next request on."""
    gone = _tokens(session).revoke(name)
    if as_json:
        print_json(gone.to_dict(time.time()))
        return
    click.echo(
        session.words(
            f"{gone.name}: token {gone.prefix}… dicabut",
            f"{gone.name}: token {gone.prefix}… revoked",
        )
    )


def _word(session: Session, word: str) -> str:
    return session.words(*WORDS[word])


def _tokens(session: Session) -> Tokens:
    from server.identity.tokens import CHAPTER, Tokens
    from server.ledger import FILE, Ledger

    catalogue = session.open()
    folder = catalogue.path
    catalogue.close()
    return Tokens(Ledger(folder / FILE, [CHAPTER]))
