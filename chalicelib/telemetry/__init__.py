"""What the deployed app tells of itself: a line of JSON for each request and batch, with its metrics in it.

CloudWatch reads the metrics out of the lines (EMF), so that they cost no call. Metrics have one dimension, the stage;
everything else is a field, which Logs Insights can group by. No line holds personal data: no names, addresses, queries,
order or contact IDs. On this machine nothing is written.
"""
