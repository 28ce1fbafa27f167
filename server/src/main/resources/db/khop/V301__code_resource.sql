-- Code systems, value sets, concept maps and naming systems as they were sent, beside HAPI's own tables: read at the start, before HAPI is there.

-- One row, changed in every transaction that changes a resource: its lock puts the changes in one order, that of their commits.
create table khop.code_generation (
    only_row integer primary key,
    number   bigint not null
);
insert into khop.code_generation (only_row, number) values (1, 0);

-- A deleted resource keeps its row without a body, so that every process hears of it.
create table khop.code_resource (
    type       varchar(32) not null,
    id         varchar(64) not null,
    url        ${text},
    version    ${text} not null,
    body       text,
    generation bigint not null,
    primary key (type, id),
    unique (type, url, version)
);
create index code_resource_generation on khop.code_resource (generation);

-- The processes that answer from these resources, each with the last change that it has seen.
create table khop.code_node (
    node_id    varchar(64) primary key,
    seen       bigint not null,
    renewed_at timestamp with time zone not null
);
