"""A prescriber who signs, for the tests of what a diary takes in."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.plan.plans import liquid, plan_of

from zonewise.plan.prescribed_plan import Plan
from zonewise.plan.signature.compact_jws import key_id_of
from zonewise.plan.signature.message import EVERYBODY, Message, sign_message
from zonewise.services.base.clock import utc_now


@dataclass
class Prescriber:
    """Somebody with a key, who signs for one person."""

    person: str  # The code of the diary.
    name: str = "Dr A. Example"
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def key_id(self) -> str:
        """The id of the key."""
        return key_id_of(self.key)

    def plan(self, plan: Plan | None = None, *, minutes: float = 0, days: int = 30, person: str = "") -> str:
        """Sign a plan, so many minutes from now, to be taken in within so many days."""
        return self._sign(minutes, days, person=person or self.person, plan=plan or signed_plan(prescriber=self.name))

    def word(self, word: str, about: date | None = None, *, minutes: float = 0, days: int = 30) -> str:
        """Sign a word about LDN, with the last day that was known; today unless said."""
        return self._sign(minutes, days, word=word, about=about or utc_now().date() + timedelta(days=1))

    def hand_over(self, other: "Prescriber") -> str:
        """Sign that another key is theirs from now on."""
        return self._sign(0, 30, person=EVERYBODY, next_key=other.key_id)

    def _sign(self, minutes: float, days: int, **content: Any) -> str:
        issued: datetime = (utc_now() + timedelta(minutes=minutes)).replace(microsecond=0)
        until = utc_now().date() + timedelta(days=days)
        message = Message(**{"person": self.person, "by": self.name, "issued": issued, "until": until} | content)
        return sign_message(message, self.key)


def signed_plan(*doses: str, **fields: Any) -> Plan:
    """A plan that passes every check, written today and begun today."""
    today = utc_now().date()
    usual = {"start": today, "written_on": today, "product": liquid("1", "0.1"), "origin": "key-signed"}
    return plan_of(*doses, **(usual | fields))
