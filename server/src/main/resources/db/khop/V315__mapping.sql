-- Hospitals' own lists on their way to concept maps. Decisions are never changed: the latest of each person about a row counts.
create table khop.mapping_list (
    list_number    bigint generated always as identity primary key,
    facility       varchar(16) not null,
    name           varchar(200) not null,
    source_system  varchar(500) not null,
    target_system  varchar(500) not null,
    target_version varchar(200) not null,
    url            varchar(500) not null,
    created_by     varchar(200) not null,
    created_at     timestamp(6) with time zone not null,
    unique (url)
);

create table khop.mapping_row (
    list_number bigint not null references khop.mapping_list (list_number),
    row_number  integer not null,
    code        varchar(2000) not null,
    name        varchar(2000) not null,
    row_group   varchar(2000) not null,
    ingredient  varchar(2000) not null,
    strength    varchar(2000) not null,
    form        varchar(2000) not null,
    route       varchar(2000) not null,
    uses        bigint not null,
    primary key (list_number, row_number)
);

-- kind: MAP, NO_MAP or REJECT (this code is not the one); origin: SUGGESTED, TYPED, BULK, APPLIED or IMPORTED.
create table khop.mapping_decision (
    decision_number bigint generated always as identity primary key,
    list_number     bigint not null,
    row_number      integer not null,
    decided_by      varchar(200) not null,
    at              timestamp(6) with time zone not null,
    kind            varchar(16) not null,
    code            varchar(2000) not null,
    display         varchar(4000) not null,
    relation        varchar(16) not null,
    origin          varchar(16) not null,
    probability     double precision,
    model           varchar(200) not null,
    note            varchar(500) not null,
    foreign key (list_number, row_number) references khop.mapping_row (list_number, row_number)
);
create index mapping_decision_list on khop.mapping_decision (list_number, row_number);

create table khop.mapping_release (
    list_number  bigint not null references khop.mapping_list (list_number),
    version      varchar(200) not null,
    published_by varchar(200) not null,
    at           timestamp(6) with time zone not null,
    row_count    integer not null,
    primary key (list_number, version)
);
