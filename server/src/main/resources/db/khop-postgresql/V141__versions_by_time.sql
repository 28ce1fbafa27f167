-- What came since a moment, found without reading all versions: they are stored in the order in which they come, so a summary of each page range is enough.
create index source_version_received on khop.source_version using brin (received_at);
