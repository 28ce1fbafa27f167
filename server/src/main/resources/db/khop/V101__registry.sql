-- The record of truth: source records verbatim, links as a log, persons. Written to run on H2 and on PostgreSQL alike.
-- ${text} is a text that is compared byte by byte on both, so that a search by beginning can use its index.

create table khop.facility (
    code          varchar(32) primary key,
    registered_at timestamp with time zone not null
);

-- Rows to lock, made once and never changed: a claim is the lock of the row that its text hashes to. Two claims may share a row; then one waits for nothing.
create table khop.claim (
    slot integer primary key
);

insert into khop.claim (slot)
select a.n * 4096 + b.n * 256 + c.n * 16 + d.n
from (values (0),(1),(2),(3),(4),(5),(6),(7),(8),(9),(10),(11),(12),(13),(14),(15)) as a (n)
cross join (values (0),(1),(2),(3),(4),(5),(6),(7),(8),(9),(10),(11),(12),(13),(14),(15)) as b (n)
cross join (values (0),(1),(2),(3),(4),(5),(6),(7),(8),(9),(10),(11),(12),(13),(14),(15)) as c (n)
cross join (values (0),(1),(2),(3),(4),(5),(6),(7),(8),(9),(10),(11),(12),(13),(14),(15)) as d (n);

create table khop.source_record (
    source_id       varchar(24) primary key,
    facility        varchar(32) not null,
    local_id        varchar(200) not null,
    present_version integer not null,
    last_version    integer not null,
    unique (facility, local_id)
);

-- Every version that ever came, also those that came too late to be the present one. Never updated, never deleted.
create table khop.source_version (
    source_id   varchar(24) not null references khop.source_record (source_id),
    version     integer not null,
    columns     varchar not null,
    document    varchar,
    event_time  timestamp with time zone,
    received_at timestamp with time zone not null,
    username    varchar(200) not null,
    client_id   varchar(200) not null,
    request_id  varchar(200) not null,
    primary key (source_id, version)
);

-- What the present version is found by. Derived: may be emptied and filled again.
create table khop.blocking_key (
    key_text  ${text} not null,
    source_id varchar(24) not null references khop.source_record (source_id),
    primary key (key_text, source_id)
);
create index blocking_key_source on khop.blocking_key (source_id);

create table khop.source_identifier (
    number    ${text} not null,
    domain    varchar(64) not null,
    source_id varchar(24) not null references khop.source_record (source_id),
    primary key (number, domain, source_id)
);
create index source_identifier_source on khop.source_identifier (source_id);

create table khop.search_term (
    field     varchar(16) not null,
    folded    ${text} not null,
    exact     ${text} not null,
    source_id varchar(24) not null references khop.source_record (source_id),
    primary key (field, folded, exact, source_id)
);
create index search_term_source on khop.search_term (source_id);

create table khop.person (
    person_id     varchar(16) primary key,
    created_at    timestamp with time zone not null,
    superseded_by varchar(16) references khop.person (person_id),
    superseded_at timestamp with time zone
);

-- The log of links. Never updated, never deleted; replaying it gives khop.membership.
create table khop.link_event (
    event_number         bigint generated always as identity primary key,
    kind                 varchar(16) not null,
    source_id            varchar(24) not null references khop.source_record (source_id),
    person_id            varchar(16) not null references khop.person (person_id),
    previous_person_id   varchar(16) references khop.person (person_id),
    at                   timestamp with time zone not null,
    decided_by           varchar(200) not null,
    model_version        varchar(100) not null,
    request_id           varchar(200) not null,
    evidence_source_id   varchar(24) references khop.source_record (source_id),
    evidence_bits        double precision,
    evidence_probability double precision
);
create index link_event_person on khop.link_event (person_id);
create index link_event_previous on khop.link_event (previous_person_id);

-- The present: a source record belongs to one person and never to two, by its primary key.
create table khop.membership (
    source_id varchar(24) primary key references khop.source_record (source_id),
    person_id varchar(16) not null references khop.person (person_id)
);
create index membership_person on khop.membership (person_id);

-- Pairs across persons that somebody has to look at, the smaller id first.
create table khop.open_pair (
    source_a      varchar(24) not null references khop.source_record (source_id),
    source_b      varchar(24) not null references khop.source_record (source_id),
    decision      varchar(16) not null,
    bits          double precision not null,
    probability   double precision not null,
    model_version varchar(100) not null,
    opened_at     timestamp with time zone not null,
    primary key (source_a, source_b),
    check (source_a < source_b)
);
create index open_pair_b on khop.open_pair (source_b);

-- Messages that took effect, so that none does so twice.
create table khop.message (
    message_key  ${text} primary key,
    content_hash varchar(64) not null,
    source_id    varchar(24) not null references khop.source_record (source_id),
    version      integer not null,
    received_at  timestamp with time zone not null
);
