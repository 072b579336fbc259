"""What the two other designs make of orders, in Python, whenever somebody asks: plain loops over plain items."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from chalicelib.store import Item

PAGE = 50
_BEST = 10


def customer_rows(orders: Iterable[Item]) -> list[Item]:
    """The metrics of every customer, by what they have spent."""
    found: defaultdict[str, list[Item]] = defaultdict(list)
    for order in orders:
        found[order["contactID"]].append(order)
    rows = [customer_row(each) for each in found.values()]
    return sorted(rows, key=lambda row: (row["totalSpend"], row["contactID"]), reverse=True)


def customer_row(orders: Sequence[Item]) -> Item:
    """The metrics of the customer whose orders these are: what the brief keeps in its cache."""
    newest = max(orders, key=lambda order: (order["createdAt"], order["orderID"]))
    spent = sum((order["totals"]["total"] for order in orders), Decimal(0))
    return {
        "contactID": newest["contactID"],
        "clientID": newest["clientID"],
        **newest["customer"],
        "orderCount": len(orders),
        "totalSpend": spent,
        "averageOrderValue": spent / len(orders),
        "firstOrderDate": min(order["createdAt"] for order in orders),
        "lastOrderDate": newest["createdAt"],
        "lastOrderReference": newest["orderReference"],
        "segment": "VIP" if len(orders) >= 10 or spent >= 5000 else "Active",
        "purchaseFrequency": "Monthly",
    }


def best_customers(orders: Iterable[Item]) -> list[Item]:
    """A page of customers."""
    return customer_rows(orders)[:PAGE]


def best_customers_of(orders: Iterable[Item], month: str) -> list[Item]:
    """A page of the customers who spent most in a month."""
    return best_customers(order for order in orders if order["createdAt"].startswith(month))


def one_customer(orders: Sequence[Item]) -> Item:
    """A customer's metrics and newest orders."""
    return customer_row(orders) | {"recentOrders": newest(orders)[:_BEST]}


def newest(orders: Iterable[Item]) -> list[Item]:
    """A page of orders, newest first."""
    rows = sorted(orders, key=lambda order: (order["createdAt"], order["orderID"]), reverse=True)[:PAGE]
    return [
        {name: row[name] for name in ("orderID", "contactID", "createdAt", "currency", "status", "totals")}
        for row in rows
    ]


def orders_of_product(orders: Iterable[Item], code: str) -> list[Item]:
    """A page of the orders that name a product, newest first."""
    return newest(order for order in orders if any(line["productCode"] == code for line in order["lines"]))


def product_rows(orders: Iterable[Item]) -> list[Item]:
    """Every product's units and revenue, best first."""
    units: Counter[str] = Counter()
    revenue: defaultdict[str, Decimal] = defaultdict(Decimal)
    for order in orders:
        for line in order["lines"]:
            units[line["productCode"]] += line["quantity"]
            revenue[line["productCode"]] += line["lineTotal"]
    rows = [{"productCode": code, "units": units[code], "revenue": amount} for code, amount in revenue.items()]
    return sorted(rows, key=lambda row: (row["revenue"], row["productCode"]), reverse=True)


def one_product(orders: Iterable[Item], code: str) -> Item:
    """A product's sums."""
    return next(row for row in product_rows(orders) if row["productCode"] == code)


def best_products(orders: Iterable[Item]) -> list[Item]:
    """The best products."""
    return product_rows(orders)[:_BEST]


def sales_by_day(orders: Iterable[Item]) -> list[Item]:
    """The sales of each day."""
    days: defaultdict[str, list[Item]] = defaultdict(list)
    for order in orders:
        days[order["createdAt"][:10]].append(order)
    return [{"day": day, **totals(some)} for day, some in sorted(days.items())]


def totals(orders: Iterable[Item]) -> Item:
    """The sums of orders."""
    sums: Counter[str] = Counter()
    for order in orders:
        sums["orders"] += 1
        for name in ("subtotal", "discount", "tax", "shipping", "total"):
            sums[name] += order["totals"][name]
        sums["itemsSold"] += sum(line["quantity"] for line in order["lines"])
    return dict(sums)


def hours_and_values(orders: Iterable[Item]) -> Item:
    """Orders by hour, and the middle order's value."""
    hours: Counter[str] = Counter()
    values: list[Any] = []
    for order in orders:
        hours[order["createdAt"][11:13]] += 1
        values.append(order["totals"]["total"])
    return {"hours": dict(hours), "median": sorted(values)[len(values) // 2]}


def found(orders: Iterable[Item], text: str) -> list[Item]:
    """The customers whose name or e-mail contains a text."""
    contacts = {order["contactID"]: order["customer"] for order in orders}
    return [each for each in contacts.values() if text in each["name"].lower() or text in each["email"]][:PAGE]
