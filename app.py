"""WebOrders: the routes, the stream handler and the nightly upkeep."""

from chalice.app import AuthRequest, AuthResponse, CloudWatchEvent, Cron, DynamoDBEvent

from chalicelib.settings import load
from chalicelib.tokens import READ, WRITE
from chalicelib.web import (
    access,
    best_customers,
    corrections,
    customers,
    description,
    imports,
    nightly,
    orders,
    products,
    reports,
    search,
    statistics,
    status,
    stream,
)
from chalicelib.web.api import ApiApp
from chalicelib.web.calls import Answer, call_of

app = ApiApp("weborders")


@app.authorizer(ttl_seconds=60)
def token_authorizer(request: AuthRequest) -> AuthResponse:
    """Check the bearer token of every route."""
    return access.authorize(request)


@app.route("/admin/contacts/import", methods=["POST"], scope=WRITE, authorizer=token_authorizer)
def import_contact() -> Answer:
    """Import an order and its contact."""
    return imports.import_one(call_of(app))


@app.route(
    "/admin/orders/import",
    methods=["POST"],
    content_types=["application/json", "application/x-ndjson"],
    scope=WRITE,
    authorizer=token_authorizer,
)
def import_orders() -> Answer:
    """Import many orders."""
    return imports.import_many(call_of(app))


@app.route("/admin/orders/{orderID}", methods=["PUT"], scope=WRITE, authorizer=token_authorizer)
def replace_order(orderID: str) -> Answer:
    """Replace an order."""
    return corrections.replace_one(call_of(app), orderID)


@app.route("/admin/orders/{orderID}", methods=["DELETE"], scope=WRITE, authorizer=token_authorizer)
def delete_order(orderID: str) -> Answer:
    """Move an order to the trash, or purge it."""
    return corrections.delete_one(call_of(app), orderID)


@app.route("/admin/orders/{orderID}/credits", methods=["POST"], scope=WRITE, authorizer=token_authorizer)
def credit_order(orderID: str) -> Answer:
    """Take money of an order back."""
    return corrections.credit_one(call_of(app), orderID)


@app.route("/api/customers", methods=["GET"], scope=READ, authorizer=token_authorizer)
def list_customers() -> Answer:
    """List customers."""
    return customers.list_customers(call_of(app))


@app.route("/api/customers/{contactID}", methods=["GET"], scope=READ, authorizer=token_authorizer)
def one_customer(contactID: str) -> Answer:
    """Show one customer."""
    return customers.one_customer(call_of(app), contactID)


@app.route("/api/customers/{contactID}/orders", methods=["GET"], scope=READ, authorizer=token_authorizer)
def list_customer_orders(contactID: str) -> Answer:
    """List a customer's orders and credits."""
    return customers.list_customer_orders(call_of(app), contactID)


@app.route("/api/orders", methods=["GET"], scope=READ, authorizer=token_authorizer)
def list_orders() -> Answer:
    """List orders and credits."""
    return orders.list_orders(call_of(app))


@app.route("/api/products", methods=["GET"], scope=READ, authorizer=token_authorizer)
def list_products() -> Answer:
    """List products."""
    return products.list_products(call_of(app))


@app.route("/api/products/{productCode}", methods=["GET"], scope=READ, authorizer=token_authorizer)
def one_product(productCode: str) -> Answer:
    """Show one product and its trend."""
    return products.one_product(call_of(app), productCode)


@app.route("/api/products/{productCode}/orders", methods=["GET"], scope=READ, authorizer=token_authorizer)
def list_product_orders(productCode: str) -> Answer:
    """List the orders and credits that name a product."""
    return products.list_product_orders(call_of(app), productCode)


@app.route("/api/reports/products", methods=["GET"], scope=READ, authorizer=token_authorizer)
def show_best_sellers() -> Answer:
    """Report the best products and categories of a period."""
    return reports.show_best_sellers(call_of(app))


@app.route("/api/reports/customers", methods=["GET"], scope=READ, authorizer=token_authorizer)
def show_best_customers() -> Answer:
    """Report the best customers of a month."""
    return best_customers.show_best_customers(call_of(app))


@app.route("/api/reports/sales", methods=["GET"], scope=READ, authorizer=token_authorizer)
def show_sales() -> Answer:
    """Report sales by interval."""
    return reports.show_sales(call_of(app))


@app.route("/api/reports/overview", methods=["GET"], scope=READ, authorizer=token_authorizer)
def show_overview() -> Answer:
    """Report the figures of a period beside those of the one before."""
    return reports.show_overview(call_of(app))


@app.route("/api/reports/statistics", methods=["GET"], scope=READ, authorizer=token_authorizer)
def show_statistics() -> Answer:
    """Report how the orders of some months are spread."""
    return statistics.show_statistics(call_of(app))


@app.route("/api/orders/{orderID}", methods=["GET"], scope=READ, authorizer=token_authorizer)
def one_order(orderID: str) -> Answer:
    """Show one order."""
    return orders.one_order(call_of(app), orderID)


@app.route("/api/search", methods=["GET"], scope=READ, authorizer=token_authorizer)
def search_everything() -> Answer:
    """Find customers, orders and products by words."""
    return search.search_everything(call_of(app))


@app.route("/api/status", methods=["GET"], scope=READ, authorizer=token_authorizer)
def show_status() -> Answer:
    """Show how the views are."""
    return status.show_status(call_of(app))


@app.route("/openapi.json", methods=["GET"], scope=None)
def show_openapi() -> Answer:
    """Describe this API."""
    return description.show_openapi(call_of(app), app.endpoints)


@app.on_dynamodb_record(
    stream_arn=load().orders_stream_arn,
    name="updateCustomerMetricsCache",
    batch_size=100,
    starting_position="TRIM_HORIZON",
    maximum_batching_window_in_seconds=1,
)
def update_customer_metrics_cache(event: DynamoDBEvent) -> None:
    """Bring the views up to the orders that have changed."""
    stream.update_views(event)


@app.schedule(Cron(0, 16, "*", "*", "?", "*"), name="nightlyUpkeep")
def nightly_upkeep(event: CloudWatchEvent) -> dict[str, object]:
    """Verify and repair a part of the views, at two or three in the morning in Sydney."""
    return nightly.keep_up(event)
