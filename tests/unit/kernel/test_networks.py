"""Addresses and networks as people write them, and which address lies in which."""

import pytest

from whale_desktop.kernel.networks import NoNetworkError, is_within, parse_networks, written


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" , ;\n", ""),
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7/32", "192.0.2.7"),
        ("198.51.100.0/24 192.0.2.7", "198.51.100.0/24, 192.0.2.7"),
        ("198.51.100.0/24\n198.51.100.0/24；2001:DB8::/32", "198.51.100.0/24, 2001:db8::/32"),
        ("2001:db8:0:0::1", "2001:db8::1"),
        ("::ffff:10.1.0.0/112", "10.1.0.0/16"),
        ("0.0.0.0/0、::/0", "0.0.0.0/0, ::/0"),
    ],
)
def test_a_list_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert written(parse_networks(typed)) == kept
    assert written(parse_networks(kept)) == kept


@pytest.mark.parametrize(
    ("typed", "wrong", "meant"),
    [
        ("10.0.0.0/8, 10.0.0.300", "10.0.0.300", ""),
        ("office", "office", ""),
        ("10.0.0.0/33", "10.0.0.0/33", ""),
        ("10.1.2.3/8", "10.1.2.3/8", "10.0.0.0/8"),
        ("2001:db8::1/32", "2001:db8::1/32", "2001:db8::/32"),
        ("fe80::1%eth0", "fe80::1%eth0", ""),
        ("010.0.0.1", "010.0.0.1", ""),
        ("1", "1", ""),
    ],
)
def test_what_names_no_network_is_named(typed: str, wrong: str, meant: str) -> None:
    with pytest.raises(NoNetworkError) as caught:
        parse_networks(typed)
    assert (caught.value.text, caught.value.meant) == (wrong, meant)


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        ("198.51.100.0", True),
        ("198.51.100.255", True),
        ("198.51.101.0", False),
        ("::ffff:198.51.100.9", True),
        ("2001:db8:ffff::1", True),
        ("2001:db9::1", False),
        ("2001:db8::1%eth0", True),
        ("?", False),
        ("", False),
        ("not an address", False),
    ],
)
def test_an_address_lies_inside_or_not(address: str, inside: bool) -> None:
    assert is_within(address, parse_networks("198.51.100.0/24, 2001:db8::/32")) is inside


def test_no_network_holds_anything() -> None:
    assert not is_within("198.51.100.1", ())
