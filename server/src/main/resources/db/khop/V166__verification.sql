-- Citizen numbers to be asked of the population database, and what became of each question. What is asked stands in the record; here is a hash of it, so that the same is asked once.
create table khop.verification (
    source_id   varchar(24) not null references khop.source_record (source_id),
    fingerprint varchar(64) not null,
    state       varchar(16) not null,
    attempts    integer not null,
    next_at     timestamp with time zone not null,
    updated_at  timestamp with time zone not null,
    primary key (source_id, fingerprint)
);
create index verification_due on khop.verification (state, next_at);

-- Every time that somebody was asked, and what came of it.
create table khop.verification_attempt (
    attempt_number bigint generated always as identity primary key,
    source_id      varchar(24) not null,
    fingerprint    varchar(64) not null,
    result         varchar(200) not null,
    at             timestamp with time zone not null
);

-- One row: how far the feed of changes has been read for it.
create table khop.verification_position (
    last_position bigint not null
);
insert into khop.verification_position (last_position) values (0);
