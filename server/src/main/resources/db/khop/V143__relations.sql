-- What records say of relatives, by the relatives' numbers.
create table khop.stated_relation (
    source_id varchar(24) not null references khop.source_record (source_id),
    kind      varchar(16) not null,
    number    ${text} not null,
    domain    varchar(64) not null,
    primary key (source_id, kind, number, domain)
);
create index stated_relation_number on khop.stated_relation (number, domain);

-- What clerks said of relations: appended to, the latest counts.
create table khop.relation_ruling (
    ruling_number bigint generated always as identity primary key,
    source_id     varchar(24) not null references khop.source_record (source_id),
    related_id    varchar(24) not null references khop.source_record (source_id),
    kind          varchar(16) not null,
    verdict       varchar(16) not null,
    decided_by    varchar(200) not null,
    decided_at    timestamp with time zone not null,
    reason        varchar(40) not null,
    note          varchar(500) not null
);
create index relation_ruling_record on khop.relation_ruling (source_id);
create index relation_ruling_related on khop.relation_ruling (related_id);
