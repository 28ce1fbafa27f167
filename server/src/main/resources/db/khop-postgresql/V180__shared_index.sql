-- Which index of blocking keys all servers share, what is in it for certain, and who writes to it. News that it has not heard are kept for it, a day at most.
create table khop.shared_index (
    name           varchar(20) not null primary key,
    worker         varchar(40) not null,
    leased_until   timestamp with time zone not null,
    index_name     varchar(200),
    index_identity varchar(100),
    format         integer,
    model_version  varchar(100),
    salt           varchar(100),
    seen_next      bigint,
    seen_under_way bigint[]
);
