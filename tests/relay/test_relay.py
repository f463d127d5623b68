import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from zonewise.relay.holding import LOG_SECONDS, PASSCODE_TRIES, PLACE_SECONDS
from zonewise.relay.limits import Counter, RelayLimits, network_of
from zonewise.share.manifest import read_manifest
from zonewise.share.sealed import open_sealed, seal

CONTENT = b'{"resourceType":"Bundle","type":"document","pain":"worst-imaginable"}'

ENDED = {"error": "ended", "says": "This link has ended, or was never one. Ask whoever sent it for a new one."}


def test_a_link_to_the_file_gives_it_and_says_who_opened_it(relay: Any, share: Any) -> None:
    """The sealed file comes as it was sent, opens by the key, and its maker sees who fetched it when."""
    assert relay.keep(share, direct=True).status_code == 201
    relay.clock.now += 60
    answer = relay.client.get(f"/s/{share.id}", params={"recipient": "Dr Lee"})

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/jose")
    assert open_sealed(answer.text, share.key).content == CONTENT
    assert answer.headers["access-control-allow-origin"] == "*"
    opening = {"at": relay.clock.now, "recipient": "Dr Lee", "what": "opened"}
    assert relay.state(share).json()["openings"] == [opening]


def test_a_link_to_the_list_gives_it(relay: Any, share: Any) -> None:
    """The list holds the file, or, where it may not be so long, an address at which it is fetched once."""
    relay.keep(share)
    embedded = read_manifest(relay.list_files(share).content)[0]
    located = read_manifest(relay.list_files(share, embeddedLengthMax=10).content)[0]

    assert open_sealed(embedded.embedded, share.key).content == CONTENT
    assert located.location.startswith("https://relay.example.org/f/")
    path = located.location.removeprefix("https://relay.example.org")
    assert open_sealed(relay.client.get(path).text, share.key).content == CONTENT
    assert relay.client.get(path).status_code == 404


def test_the_address_of_a_file_is_over_after_minutes(relay: Any, share: Any) -> None:
    """A list that was kept for later leads nowhere."""
    relay.keep(share)
    path = read_manifest(relay.list_files(share, embeddedLengthMax=0).content)[0].location.partition(".org")[2]
    relay.clock.now += PLACE_SECONDS

    assert relay.client.get(path).status_code == 404


@pytest.mark.parametrize("end", ["withdrawn", "expired", "replaced"])
def test_an_old_list_opens_nothing_once_the_share_has_ended(relay: Any, share: Any, end: str) -> None:
    """An address from before leads nowhere after the share was withdrawn, expired, or got other content."""
    relay.keep(share, expires=relay.clock.now + 100)
    path = read_manifest(relay.list_files(share, embeddedLengthMax=0).content)[0].location.partition(".org")[2]
    if end == "withdrawn":
        relay.withdraw(share)
    elif end == "expired":
        relay.clock.now += 100
    else:
        relay.keep(share, content=b"other")

    assert relay.client.get(path).status_code == 404


@pytest.mark.parametrize("direct", [True, False])
def test_withdrawn_is_gone_at_once(relay: Any, share: Any, direct: bool) -> None:
    """The next request gets 404 and a sentence that says how to get a new one; the log stays with its maker."""
    relay.keep(share, direct=direct)
    assert relay.withdraw(share).status_code == 204
    answer = relay.client.get(f"/s/{share.id}?recipient=x") if direct else relay.list_files(share)

    assert answer.status_code == 404
    assert answer.json() == ENDED
    assert (relay.state(share).json()["endedBy"], relay.withdraw(share).status_code) == ("withdrawn", 204)
    assert relay.keep(share).status_code == 410


@pytest.mark.parametrize("direct", [True, False])
def test_a_share_ends_at_its_second(relay: Any, share: Any, direct: bool) -> None:
    """It opens in the second before its end; in the second of it it is gone by time alone, and says how to go on."""
    relay.keep(share, expires=relay.clock.now + 900, direct=direct)

    def opened() -> Any:
        return relay.client.get(f"/s/{share.id}?recipient=x") if direct else relay.list_files(share)

    relay.clock.now += 899
    assert opened().status_code == 200
    relay.clock.now += 1

    assert (opened().status_code, opened().json()) == (404, ENDED)
    assert relay.state(share).json()["endedBy"] == "expired"


def test_five_wrong_passcodes_leave_five_and_ten_end_it(relay: Any, share: Any) -> None:
    """Each wrong passcode says how many tries are left; the right one costs none; after the last the link has ended."""
    relay.keep(share, passcode="1234")
    left = [relay.list_files(share, passcode="0000").json()["remainingAttempts"] for _ in range(5)]
    assert left == [9, 8, 7, 6, 5]
    assert relay.list_files(share, passcode="1234").status_code == 200
    assert relay.state(share).json()["triesLeft"] == 5
    left = [relay.list_files(share, passcode="").json()["remainingAttempts"] for _ in range(5)]

    assert left == [4, 3, 2, 1, 0]
    assert relay.list_files(share, passcode="1234").status_code == 404
    state = relay.state(share).json()
    assert state["endedBy"] == "passcode"
    assert [opening["what"] for opening in state["openings"]].count("wrong-passcode") == PASSCODE_TRIES


def test_passcodes_tried_at_once_have_no_more_tries(relay: Any, share: Any) -> None:
    """Thirty wrong passcodes that are sent together get ten answers between them, and no eleventh."""
    relay.keep(share, passcode="1234")
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: relay.list_files(share, passcode="9999"), range(30)))

    left = sorted(answer.json()["remainingAttempts"] for answer in answers if answer.status_code == 401)
    assert left == list(range(PASSCODE_TRIES))
    assert relay.list_files(share, passcode="1234").status_code == 404


def test_only_its_maker_looks_after_a_share(relay: Any, share: Any) -> None:
    """Who has the link but not the maker's secret can neither see who opened it, nor change, nor withdraw it."""
    relay.keep(share)
    stranger = type(share)(id=share.id)

    assert relay.state(stranger).status_code == relay.withdraw(stranger).status_code == 404
    assert relay.keep(stranger).status_code == 403
    assert relay.client.get(f"/shares/{share.id}").status_code == 404
    assert relay.list_files(share).status_code == 200


def test_a_share_sent_twice_is_one_share(relay: Any, share: Any) -> None:
    """Who does not know whether it arrived sends it again; new content takes the place of the old."""
    assert [relay.keep(share).status_code for _ in range(2)] == [201, 201]
    relay.keep(share, content=b'"later"')
    files = read_manifest(relay.list_files(share).content)

    assert [open_sealed(file.embedded, share.key).content for file in files] == [b'"later"']


def test_what_a_relay_holds_is_there_after_it_was_started_again(start: Callable[..., Any], share: Any) -> None:
    """A second relay on the same database knows the share, its end and its log."""
    first = start()
    first.keep(share)
    first.list_files(share)
    second = start()

    assert second.list_files(share).status_code == 200
    assert len(second.state(share).json()["openings"]) == 2


def test_logs_are_deleted_a_month_after_the_end(relay: Any, share: Any) -> None:
    """A share that ended is forgotten whole; one that stands is not."""
    lasting = type(share)()
    relay.keep(share, expires=relay.clock.now + 10)
    relay.keep(lasting)
    for seconds in (10, LOG_SECONDS):
        relay.clock.now += seconds
        relay.holding.clean_up(int(relay.clock.now))

    assert relay.state(share).status_code == 404
    assert relay.state(lasting).status_code == 200


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"expires": 5}, "share-end"),
        ({"expires": True}, "share-end"),
        ({"expires": "soon"}, "share-end"),
        ({"direct": "yes"}, "share-kind"),
        ({"direct": True, "passcode": "1234"}, "share-kind"),
        ({"passcode": 1234}, "share-kind"),
        ({"passcode": "x" * 201}, "share-kind"),
        ({"files": []}, "number-of-files"),
        ({"files": [{}] * 21}, "number-of-files"),
        ({"files": {}}, "number-of-files"),
        ({"files": [{"contentType": "text/plain"}]}, "share-file"),
        ({"files": [{"contentType": "text/plain\r\nX: y", "sealed": seal(b"x", bytes(32))}]}, "share-file"),
        ({"files": [{"contentType": "text/plain", "sealed": "pain: 7"}]}, "not-sealed"),
        ({"files": [{"contentType": "text/plain", "sealed": "a.b.c.d.e"}]}, "damaged-seal"),
    ],
)
def test_what_is_no_share_is_refused_by_name(relay: Any, share: Any, changed: dict[str, Any], code: str) -> None:
    """Each fault has its word; what is not sealed is not held."""
    answer = relay.keep(share, **changed)

    assert (answer.status_code, answer.json()["error"]) == (400, code)
    assert relay.state(share).status_code == 404


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"[" * 10_000])
def test_a_body_that_is_no_json_is_refused(relay: Any, share: Any, body: bytes) -> None:
    """It is a 400 and no fault of the relay."""
    assert relay.client.request("PUT", f"/shares/{share.id}", content=body, headers=share.headers).status_code == 400
    assert relay.client.request("POST", f"/s/{share.id}", content=body).status_code == 400


def test_each_kind_of_link_is_asked_in_its_way(relay: Any, share: Any) -> None:
    """A file is fetched with GET and a list with POST; nobody opens one without a name."""
    relay.keep(share, direct=True)
    other = type(share)()
    relay.keep(other)

    assert relay.list_files(share).status_code == 405
    assert relay.client.get(f"/s/{other.id}?recipient=x").status_code == 405
    assert relay.client.get(f"/s/{share.id}").status_code == 400
    assert relay.list_files(other, recipient=" \n").status_code == 400


def test_a_viewer_of_somebody_else_may_ask(relay: Any, share: Any) -> None:
    """A browser that asks beforehand is told so; the maker's addresses answer to no other page."""
    relay.keep(share)
    allowed = relay.client.request("OPTIONS", f"/s/{share.id}", headers={"Origin": "https://viewer.example.org"})

    assert (allowed.status_code, allowed.headers["access-control-allow-methods"]) == (204, "GET, POST")
    assert "access-control-allow-origin" not in relay.state(share).headers


def test_who_opens_it_is_one_short_line(relay: Any, share: Any) -> None:
    """A name cannot fill the log or move the cursor of who reads it."""
    relay.keep(share)
    relay.list_files(share, recipient="Dr\x1b[2J\nLee " + "x" * 500)
    recipient = relay.state(share).json()["openings"][0]["recipient"]

    assert recipient.isprintable()
    assert len(recipient) <= 120


def test_a_relay_by_invitation_takes_nothing_of_others(start: Callable[..., Any], share: Any) -> None:
    """Without the word nobody makes a share; opening one needs none."""
    relay = start(invitation="harbour")
    assert relay.keep(share).json()["error"] == "not-invited"
    headers = share.headers | {"Zonewise-Invitation": "harbour"}
    relay.client.request("PUT", f"/shares/{share.id}", content=share.body(), headers=headers)

    assert relay.list_files(share).status_code == 200


def test_a_full_relay_says_so_and_holds_what_it_has(start: Callable[..., Any], share: Any) -> None:
    """What does not fit is refused; once something ended there is room again."""
    relay = start(RelayLimits(most_characters=400))
    assert relay.keep(share).status_code == 201
    other = type(share)()
    assert relay.keep(other, content=json.dumps([share.id] * 9).encode()).status_code == 507
    relay.withdraw(share)

    assert relay.keep(other).status_code == 201


def test_a_counter_leaks_evenly() -> None:
    """Two a minute: the third is too many, and after half a minute there is room for one."""
    counter = Counter(2, 60)
    for _ in range(2):
        assert not counter.is_full("a", 0)
        counter.add("a", 0)

    assert counter.is_full("a", 0)
    assert not counter.is_full("b", 0)
    assert counter.is_full("a", 29)
    assert not counter.is_full("a", 30)


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::1:2:3:4", "2001:db8::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unix", "unix"),
        ("", ""),
    ],
)
def test_a_network_is_what_one_customer_has(host: str, network: str) -> None:
    """An IPv4 address counts for itself, an IPv6 address with the 64 bits it belongs to."""
    assert network_of(host) == network


def test_a_log_keeps_the_latest_openings(relay: Any, share: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who opens a share again and again pushes out what is oldest, and fills no disk."""
    monkeypatch.setattr("zonewise.relay.holding.MOST_OPENINGS", 3)
    relay.keep(share)
    for number in range(5):
        relay.list_files(share, recipient=f"reader {number}")
    relay.holding.clean_up(int(relay.clock.now))

    names = [opening["recipient"] for opening in relay.state(share).json()["openings"]]
    assert names == ["reader 2", "reader 3", "reader 4"]
