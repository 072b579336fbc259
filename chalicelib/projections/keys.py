"""The keys of the view rows: parts joined by #, with # and % escaped inside a part.

The last part of a sort key stays as it is, so that it sorts by itself and needs no decoding.
"""

from datetime import date
from hashlib import sha256

HIGHEST = "\U0010ffff"
DOCUMENT = "document#"
ORDER = "order#"
MONTH = "month#"
DAY = "day#"
SEGMENT_TOTAL = "total"
PRODUCTS = "products#"
PRODUCT = "product#"
WORDS = "words#"
WORD = "\t"  # sorts before anything in a word, so that a whole word comes before those that begin with it
PARKED = "parked"
VERSION = "version#"
DAY_VERSIONS = "day-versions#"
STATUS = "status"
WATERMARK = {"pk": STATUS, "sk": "watermark"}
VERIFIED = {"pk": STATUS, "sk": "verified"}
NIGHTLY = {"pk": STATUS, "sk": "nightly"}
NIGHTLY_PLACE = {"pk": STATUS, "sk": "nightly-place"}

_SHARDED = ("segments#", "sales#", "category-sales#", "statistics#")
_SUMS = ("customer-totals#", "best-customers#", "product-sales#")
_MOST_BYTES = 900
_MOST_ID_BYTES = 600


def customer_documents(client: str, contact: str) -> str:
    """The partition of a customer's documents."""
    return f"customer#{_part(client)}#{contact}"


def document(prefix: str, at: str, order_id: str) -> str:
    """The place of a document in an order of time, ties by ID."""
    return f"{prefix}{at}#{order_id}"


def product_documents(client: str, code: str) -> str:
    """The partition of the documents that name a product."""
    return f"product#{_part(client)}#{code}"


def products(client: str) -> str:
    """The partition of a client's products."""
    return f"{PRODUCTS}{client}"


def product(client: str, code: str) -> dict[str, str]:
    """The key of a product's row."""
    return {"pk": products(client), "sk": code}


def product_sales(client: str, month: str) -> str:
    """The partition of what each product has sold in a month."""
    return f"product-sales#{client}#{month}"


def product_month(code: str, currency: str) -> str:
    """The sales of a product in the partition's month."""
    return f"{MONTH}{_part(currency)}#{code}"


def product_day(day: str, code: str, currency: str) -> str:
    """The sales of a product on a day."""
    return f"{DAY}{day}#{_part(currency)}#{code}"


def category_sales(client: str, year: str) -> str:
    """The partition of what each category has sold in a year."""
    return f"category-sales#{client}#{year}"


def category_day(day: str, currency: str, category: str) -> str:
    """The sales of a category on a day."""
    return f"{day}#{_part(currency)}#{category}"


def customer_product(code: str, currency: str) -> str:
    """What a customer has bought of a product."""
    return f"{PRODUCT}{_part(currency)}#{code}"


def segments(client: str) -> str:
    """The partition of a client's segment counts."""
    return f"segments#{client}"


def segment_day(day: date) -> str:
    """The counts of the customers whose last order is of that sales day."""
    return f"{DAY}{day.isoformat()}"


def documents(client: str) -> str:
    """The partition of all of a client's documents."""
    return f"documents#{client}"


def customer_totals(client: str, contact: str) -> str:
    """The partition of what a customer has spent, by month."""
    return f"customer-totals#{_part(client)}#{contact}"


def month(day: str, currency: str) -> str:
    """The sums of one month in one currency."""
    return f"{MONTH}{day[:7]}#{currency}"


def month_and_currency(sort_key: str) -> tuple[str, str]:
    """The month and the currency of a customer's row of sums."""
    _, month_, currency = sort_key.split("#", 2)
    return month_, currency


def best_customers(client: str, month_: str, currency: str) -> str:
    """The partition of what each customer has spent in a month, in one currency; the sort key is the customer."""
    return f"best-customers#{_part(client)}#{month_}#{currency}"


def is_best_customers(partition: str) -> bool:
    """Whether the rows of this partition are those of the customers of a month."""
    return partition.startswith("best-customers#")


def words(client: str) -> str:
    """The partition of the words by which a client's customers, orders and products are found."""
    return f"{WORDS}{client}"


def word(text: str, kind: str, *identity: str) -> str:
    """The place of a word: by the word, the kind of what it finds, its name (of an order, its time), and its ID."""
    *before, last = identity
    return WORD.join((text, kind, *before, _short(last, _MOST_ID_BYTES)))


def sales(client: str, year: str) -> str:
    """The partition of a year's sales days."""
    return f"sales#{client}#{year}"


def sales_day(day: str, currency: str) -> str:
    """The sales of a day in one currency."""
    return f"{day}#{currency}"


def statistics(client: str, year: str) -> str:
    """The partition of a year's statistics, month by month."""
    return f"statistics#{client}#{year}"


def statistics_month(day: str, currency: str) -> str:
    """The statistics of the month of a day in one currency."""
    return f"{day[:7]}#{currency}"


def quality(client: str) -> str:
    """The partition of what could not be read in a client's orders."""
    return f"quality#{client}"


def parked(order_id: str) -> dict[str, str]:
    """The key of a parked change; very long IDs are cut and told apart by a hash, the row names the whole ID."""
    return {"pk": PARKED, "sk": _short(order_id)}


def sharded(sort_key: str, shard: int) -> str:
    """The sort key of one write shard of a hot sum."""
    return f"{sort_key}#{shard}"


def unsharded(sort_key: str) -> str:
    """The sort key of the sum that a shard belongs to."""
    return sort_key.rpartition("#")[0]


def unescaped(part: str) -> str:
    """A part of a key as it was before it was escaped."""
    return part.replace("%23", "#").replace("%25", "%")


def is_sharded(partition: str) -> bool:
    """Whether the sums of this partition are spread over write shards."""
    return partition.startswith(_SHARDED)


def is_sum(partition: str) -> bool:
    """Whether the rows of this partition are sums of many orders."""
    return partition.startswith(sums())


def sums() -> tuple[str, ...]:
    """How the partitions of all kinds of sums begin."""
    return _SHARDED + _SUMS


def is_product(partition: str) -> bool:
    """Whether the rows of this partition are products."""
    return partition.startswith(PRODUCTS)


def is_derived(partition: str) -> bool:
    """Whether rows of this partition follow from the rows of customers and products."""
    return partition.startswith(("segments#", WORDS))


def is_of_orders(partition: str) -> bool:
    """Whether the rows of this partition follow from the orders; the others are notes of our own."""
    return partition not in (PARKED, STATUS) and not partition.startswith((VERSION, DAY_VERSIONS))


def version(client: str) -> str:
    """The partition of the counters of a client's changes, one on each write shard."""
    return f"{VERSION}{client}"


def day_versions(client: str) -> str:
    """The partition of the counters of the changes of each sales day, one row for each month and write shard."""
    return f"{DAY_VERSIONS}{client}"


def _short(text: str, most: int = _MOST_BYTES) -> str:
    """The text, or its beginning and a hash where it is too long for a key."""
    encoded = text.encode()
    if len(encoded) <= most:
        return text
    return f"{encoded[:most].decode(errors='ignore')}#{sha256(encoded).hexdigest()}"


def _part(text: str) -> str:
    return text.replace("%", "%25").replace("#", "%23")
