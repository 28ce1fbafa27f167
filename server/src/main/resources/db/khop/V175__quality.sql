-- Versions that came as messages and that nobody has counted yet: written with the version, taken away in the transaction that counts it. So each is counted once, whatever is killed when.
create table khop.arrival (
    arrival_number bigint generated always as identity primary key,
    source_id      varchar(24) not null,
    version        integer not null
);
insert into khop.arrival (source_id, version) select source_id, version from khop.source_version;

-- How much of each measure there was at each facility on each day.
create table khop.quality_count (
    facility varchar(32) not null,
    counted_on date not null,
    measure  varchar(100) not null,
    amount   bigint not null,
    primary key (facility, counted_on, measure)
);
create index quality_count_day on khop.quality_count (counted_on);

-- The last versions of each facility that broke each rule, by id alone.
create table khop.quality_failure (
    failure_number bigint generated always as identity primary key,
    facility       varchar(32) not null,
    rule           varchar(64) not null,
    source_id      varchar(24) not null,
    version        integer not null,
    at             timestamp(6) with time zone not null
);
create index quality_failure_rule on khop.quality_failure (facility, rule, failure_number);

create table khop.quality_last (
    facility varchar(32) primary key,
    last_at  timestamp(6) with time zone not null
);

-- One row: how far the feed of changes has been read for it. Its lock is held by whoever counts.
create table khop.quality_position (
    last_position bigint not null
);
insert into khop.quality_position (last_position) values (0);

-- The records that a task was about when it was opened: it may become one about others, and what is counted of a day stays.
alter table khop.task add column first_a varchar(24);
alter table khop.task add column first_b varchar(24);
update khop.task set first_a = source_a, first_b = source_b;
create index task_first_a on khop.task (first_a);
create index task_first_b on khop.task (first_b);
