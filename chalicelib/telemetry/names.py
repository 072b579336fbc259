"""Every metric of ours, with its unit; alarms and dashboards use these names."""

NAMESPACE = "WebOrders"
DIMENSION = "Stage"

COUNT, MILLISECONDS, SECONDS = "Count", "Milliseconds", "Seconds"

UNITS = {
    # A process, once: from its start to the end of its first request or batch, without the wait in between.
    "ColdStart": MILLISECONDS,
    # The API
    "Requests": COUNT,
    "ServerErrors": COUNT,
    "ResponseTime": MILLISECONDS,
    "SlowRequests": COUNT,
    "CacheHits": COUNT,
    "CacheMisses": COUNT,
    "ResultCacheHits": COUNT,
    "ResultCacheMisses": COUNT,
    # The database: every call, and how many a request needed
    "StoreCall": MILLISECONDS,
    "StoreCalls": COUNT,
    # The stream
    "OrderChanges": COUNT,
    "AppliedChanges": COUNT,
    "RetriedChanges": COUNT,
    "ParkedChanges": COUNT,
    "ViewLag": SECONDS,
    # The import
    "OrdersImported": COUNT,
    "CreditsImported": COUNT,
    "OrdersUnchanged": COUNT,
    "OrdersConflicting": COUNT,
    "OrdersRefused": COUNT,
    # The nightly upkeep
    "VerifiedCustomers": COUNT,
    "SweptOrders": COUNT,
    "RepairedOrders": COUNT,
    "VerifyDifferences": COUNT,
    "OpenParkedChanges": COUNT,
    "NightlySeconds": SECONDS,
}
