"""The life of a request to sign."""

from office.i18n import _l
from office.lifecycle import Lifecycle, edge
from signing.models import RequestState as S
from signing.policy import Can

REQUEST = Lifecycle(
    "signing",
    S.PREPARING,
    edge("prepare", {S.PREPARING}, S.READY, Can.CARRY_OUT),
    edge("sign", {S.READY}, S.FINISHING, Can.SIGN, _l("Sign")),
    edge("finish", {S.FINISHING}, S.SIGNED, Can.CARRY_OUT),
    edge("fail", {S.PREPARING, S.FINISHING}, S.FAILED, Can.CARRY_OUT),
    edge("expire", {S.PREPARING, S.READY}, S.EXPIRED, Can.CARRY_OUT),
    edge("withdraw", {S.PREPARING, S.READY}, S.WITHDRAWN, Can.WITHDRAW, _l("Withdraw")),
)
