"""Facts from a store: tables in a database, and what a service's API answered."""
