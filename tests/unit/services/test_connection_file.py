"""The note that says on which server an office is."""

import json

import pytest

from kmmp_desktop import paths
from kmmp_desktop.errors import RefusedError, StorageError
from kmmp_desktop.services.connection_file import read_address, read_connection, write_connection


def test_a_password_in_an_address_is_taken_out_and_never_written(tmp_path):
    connection, password = read_address("postgresql://kmmp:s%40fe@db.example.org:5433/kisumu")
    write_connection(tmp_path, connection)
    assert password == "s@fe"
    assert "fe@" not in paths.connection(tmp_path).read_text()
    assert "s%40fe" not in connection.url
    assert read_connection(tmp_path) == connection
    assert (
        connection.with_password("n/w")
        == "postgresql://kmmp:n%2Fw@db.example.org:5433/kisumu?sslmode=require"
    )


@pytest.mark.parametrize(
    ("address", "encrypted", "local"),
    [
        ("postgresql://kmmp@db.example.org/kisumu", True, False),
        ("postgresql://kmmp@db.example.org/kisumu?sslmode=disable", False, False),
        ("postgresql://kmmp@db.example.org/kisumu?sslmode=verify-full", True, False),
        ("postgres://kmmp@localhost/kisumu", False, True),
        ("postgresql://kmmp@[::1]/kisumu", False, True),
        ("postgresql://postgres:@/kisumu?host=/run/a", False, True),
    ],
)
def test_a_server_elsewhere_is_reached_encrypted_unless_somebody_says_otherwise(address, encrypted, local):
    connection = read_address(address)[0]
    assert (connection.is_encrypted, connection.is_local) == (encrypted, local)
    assert read_address(connection.url)[0] == connection


@pytest.mark.parametrize(
    "typed", ["", "kisumu", "mysql://u@h/d", "postgresql://u@h", "postgresql://u@h:x/d", "postgresql:///d"]
)
def test_what_is_no_address_of_a_server_is_refused(typed):
    with pytest.raises(RefusedError):
        read_address(typed)


def test_an_office_without_a_note_is_a_file(tmp_path):
    assert read_connection(tmp_path) is None
    write_connection(tmp_path, read_address("postgresql://u@h/d")[0])
    write_connection(tmp_path, None)
    assert read_connection(tmp_path) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"address": 5}', json.dumps({"address": "sqlite:///x"})])
def test_a_torn_note_does_not_make_an_empty_office_of_it(tmp_path, text):
    paths.connection(tmp_path).write_text(text)
    with pytest.raises(StorageError):
        read_connection(tmp_path)
