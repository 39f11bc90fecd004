"""The refund policy in plain Python, a generator of its cases, and the same cases as an Arrow table.

Two products, a difference and one rounding of money, and a month of the calendar: what a buyer has back for goods
that came back.  Facts come as JSON has them: money and days as texts.  The answer has a Decimal and a date.
"""
import random
from calendar import monthrange
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

SHARE = {"unwanted": Decimal("0.85"), "late": Decimal("0.925"), "damaged": Decimal("1")}
FEE = {"SG": Decimal("1.50"), "TH": Decimal("2.25"), "MY": Decimal("0.99")}
REASONS, MARKETS = tuple(SHARE), tuple(FEE)
FACTS = ("market", "reason", "price", "pieces", "delivered_on", "returned_on")
OUTPUTS = ("answer", "amount", "last_day")

CENT, ZERO = Decimal("0.01"), Decimal("0.00")
day = date.fromisoformat


def month_after(d):
    """The same day one month later, or the last day of a month that is shorter."""
    year, month, of_month = d.year, d.month + 1, d.day
    if month > 12:
        year, month = year + 1, 1
    if of_month > 28:
        of_month = min(of_month, monthrange(year, month)[1])
    return date(year, month, of_month)


def decide(f):
    """One decision; the answer that every peer must give."""
    last_day = month_after(day(f["delivered_on"]))
    if day(f["returned_on"]) > last_day:
        return {"answer": "too_late", "amount": ZERO, "last_day": last_day}
    amount = (Decimal(f["price"]) * f["pieces"] * SHARE[f["reason"]]
              - FEE[f["market"]]).quantize(CENT, ROUND_HALF_UP)
    if amount <= 0:
        return {"answer": "nothing_left", "amount": ZERO, "last_day": last_day}
    return {"answer": "refunded", "amount": amount, "last_day": last_day}


def cents(f):
    """For peers without decimals: the price as a whole number of cents."""
    return int(f["price"].replace(".", ""))


def by_cents(f, decide):
    """The answer of a peer that counts cents and knows no months: decide(facts) -> (answer, cents)."""
    last_day = month_after(day(f["delivered_on"]))
    answer, amount = decide({**f, "cents": cents(f), "last_day": str(last_day)})
    return {"answer": answer, "amount": Decimal(amount).scaleb(-2), "last_day": last_day}


def cases(n, seed=1):
    """Cases as JSON has them; one in eight has an amount that lies on half a cent."""
    rnd = random.Random(seed)
    r, pick, randrange = rnd.random, rnd.choice, rnd.randrange
    first = date(2024, 1, 1)
    out = []
    for _ in range(n):
        delivered = first + timedelta(days=randrange(900))
        back = delivered + timedelta(days=randrange(45))
        if r() < 0.1:
            back = month_after(delivered) + timedelta(days=randrange(2))   # the last day, or the next
        price = randrange(1, 200_00) if r() < 0.9 else randrange(1, 3_00)
        out.append({"market": pick(MARKETS), "reason": pick(REASONS),
                    "price": f"{price // 100}.{price % 100:02d}", "pieces": randrange(1, 9),
                    "delivered_on": str(delivered), "returned_on": str(back)})
    return out


def table(rows):
    """Arrow table: utf8, decimal128(18, 2), int64, date32."""
    import pyarrow as pa
    columns = {k: [row[k] for row in rows] for k in FACTS}
    columns["price"] = pa.array(map(Decimal, columns["price"]), pa.decimal128(18, 2))
    for k in ("delivered_on", "returned_on"):
        columns[k] = pa.array(map(day, columns[k]), pa.date32())
    return pa.table(columns)


def big_table(n, seed=1, distinct=50_000):
    """n rows built by repeating `distinct` generated ones in a shuffled order."""
    from facts import repeated
    return repeated(table(cases(min(n, distinct), seed)), n, seed)
