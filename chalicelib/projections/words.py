"""The words by which customers, orders and products are found: one row for each word of each."""

from collections.abc import Iterator

from chalicelib.orders.order import Profile
from chalicelib.projections import keys
from chalicelib.projections.contribution import Group
from chalicelib.projections.customer_documents import listed_as
from chalicelib.projections.effects import Effect, Row
from chalicelib.words import customer_words, product_words, reference_words, sortable

CUSTOMER, ORDER, PRODUCT = "customer", "order", "product"


def of_reference(order_id: str, head: Group) -> Iterator[Effect]:
    """The rows by which a document is found by its reference, by time."""
    partition, row = keys.words(head["client"]), listed_as(order_id, head, counts=head["counts"])
    for word in reference_words(head["reference"]):
        yield Row(partition, keys.word(word, ORDER, head["at"], order_id), row)


def of_customer(client: str, contact: str, profile: Profile) -> list[Effect]:
    """The rows by which a customer is found, by name; without one by company or e-mail."""
    words = customer_words(profile.name, profile.email, profile.company, profile.phone)
    said = {"name": profile.name, "email": profile.email, "company": profile.company, "phone": profile.phone}
    row = {"contactID": contact, "words": words} | {name: text for name, text in said.items() if text is not None}
    known_as = sortable(profile.name or profile.company or profile.email or "")
    return [Row(keys.words(client), keys.word(word, CUSTOMER, known_as, contact), row) for word in words]


def of_product(client: str, code: str, name: str | None, category: str | None) -> list[Effect]:
    """The rows by which a product is found, by name; without one by its code."""
    words = product_words(code, name)
    said = {"name": name, "category": category}
    row = {"productCode": code, "words": words} | {name: text for name, text in said.items() if text is not None}
    known_as = sortable(name or code)
    return [Row(keys.words(client), keys.word(word, PRODUCT, known_as, code), row) for word in words]
