-- What changed who is who, as a log: one row for each change, and events under its number. Never updated, never deleted.
create table khop.change (
    change_number bigint generated always as identity primary key,
    kind          varchar(16) not null,
    at            timestamp with time zone not null,
    decided_by    varchar(200) not null,
    model_version varchar(100) not null,
    request_id    varchar(200) not null,
    reason        varchar(40) not null,
    note          varchar(500) not null,
    undoes        bigint references khop.change (change_number)
);

-- Null for links from before changes had numbers.
alter table khop.link_event add column change_number bigint references khop.change (change_number);
create index link_event_change on khop.link_event (change_number);
create index link_event_source on khop.link_event (source_id, event_number);

-- Which ids of persons came into use, out of it, and into it again. Replaying it gives khop.person.
create table khop.person_event (
    event_number    bigint generated always as identity primary key,
    change_number   bigint references khop.change (change_number),
    person_id       varchar(16) not null references khop.person (person_id),
    kind            varchar(16) not null,
    other_person_id varchar(16) references khop.person (person_id),
    at              timestamp with time zone not null
);
create index person_event_person on khop.person_event (person_id, event_number);

insert into khop.person_event (person_id, kind, at)
select person_id, 'FOUNDED', created_at from khop.person;
insert into khop.person_event (person_id, kind, other_person_id, at)
select person_id, 'SUPERSEDED', superseded_by, superseded_at from khop.person where superseded_by is not null;

-- What clerks said of two records, each time. Replaying it gives khop.ruling.
create table khop.ruling_event (
    event_number      bigint generated always as identity primary key,
    change_number     bigint not null references khop.change (change_number),
    source_a          varchar(24) not null references khop.source_record (source_id),
    source_b          varchar(24) not null references khop.source_record (source_id),
    -- null when what was said is withdrawn
    verdict           varchar(16),
    bits              double precision,
    -- what held before, null when nothing did
    former_verdict    varchar(16),
    former_bits       double precision,
    former_change     bigint references khop.change (change_number),
    check (source_a < source_b)
);
create index ruling_event_change on khop.ruling_event (change_number);

-- What holds now.
create table khop.ruling (
    source_a      varchar(24) not null references khop.source_record (source_id),
    source_b      varchar(24) not null references khop.source_record (source_id),
    verdict       varchar(16) not null,
    bits          double precision not null,
    change_number bigint not null references khop.change (change_number),
    primary key (source_a, source_b),
    check (source_a < source_b)
);
create index ruling_b on khop.ruling (source_b);
