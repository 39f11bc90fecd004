"""The single changes of the shipped policy that change no decision, each with the reason."""

_OTHER = "every parcel of these statuses is answered by `not-a-failure` above"
_CAUSE = "a constraint lets a cause be given only where the return failed"
_WORD = "a constraint lets the seller's word be given only where the return is shown as received"
_STATES = "the two rules ask for different states of one fact, so never both hold"
_REDELIVERY = "the two rules ask for different states of the redelivery, so never both hold"
_NO_REMARK = (
    "the address was ready and the return is shown as received, which leaves no remark to make"
)
_STATUS = "contains(['on_the_way', 'attempt_failed'], parcel_status)"
_APPLIES = "contains(['not_applicable', 'not_yet'], route.disposition)"

EQUIVALENT = {
    **{
        f"route not-failed-yet: {_STATUS} -> {_STATUS.replace(']', f', {status!r}]')}": _OTHER
        for status in ("delivered", "lost", "damaged")
    },
    "route false-return: without return_status == 'shown_received'": _WORD,
    "route returned.confirmed: without return_status == 'shown_received'": _WORD,
    "route returned.confirmed: without seller_has_parcel": (
        "where the seller says no, `false-return` above has answered"
    ),
    "route return-failed-by-seller: without return_status == 'failed'": _CAUSE,
    "route return-due: without return_status == 'not_started'": (
        "every other state of a return to a ready address is answered by a rule above"
    ),
    "route order: not-failed-yet before not-a-failure": _STATES,
    "route order: false-return before not-failed-yet": (
        "a constraint lets a return begin only where delivery failed"
    ),
    "route order: returned.confirmed before false-return": _STATES,
    "route order: return-failed-by-seller before returned.unconfirmed": _STATES,
    "route order: return-under-way before return-failed-otherwise": _STATES,
    "route order: return-due before return-under-way": _STATES,
    "route order: redelivery-due before redelivery-under-way": _REDELIVERY,
    "route order: hold-over.after-redelivery before redelivery-due": _REDELIVERY,
    "route order: redelivery-failed before hold-over": (
        "where the redelivery failed and the hold is over, `hold-over.after-redelivery` has answered"
    ),
    "deadlines order: held before returning": _STATES,
    **{
        f"remarks applies: {_APPLIES} -> {_APPLIES.replace(']', f', {disposition!r}]')}": _NO_REMARK
        for disposition in ("under_investigation", "returned")
    },
    "remarks returning-without-entitlement: without in_scope": (
        "outside the guide no remark applies at all"
    ),
    "remarks returning-without-entitlement: without parcel_status == 'delivery_failed'": (
        "a constraint lets a return begin only where delivery failed"
    ),
    "remarks order: destination-unclear before combined-orders-straddle": (
        "one asks for a ready address and the other for one that was not, so the list has never both"
    ),
    "remarks order: hold-may-be-over before return-overdue": (
        "the two ask for different dispositions, so the list has never both"
    ),
}
