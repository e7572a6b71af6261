"""The yardstick: the portal's Home and Usage as hand-written documents, the limit the portal is compared with."""
