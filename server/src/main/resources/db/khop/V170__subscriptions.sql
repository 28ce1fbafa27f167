-- Who wants to be told of persons, where, and what his client may see of them. How far each was told is in notice_cursor, under Subscription/ and its id.
create table khop.subscription (
    subscription_id varchar(64) primary key,
    version         integer not null,
    status          varchar(16) not null,
    error           varchar(1000) not null,
    criterion       varchar(16) not null,
    criterion_text  varchar(1000) not null,
    channel         varchar(16) not null,
    endpoint        varchar(2000) not null,
    form            varchar(16) not null,
    headers         varchar not null,
    username        varchar(1000) not null,
    client_id       varchar(1000) not null,
    scopes          varchar(1000) not null,
    purposes        varchar(1000) not null,
    facilities      varchar not null,
    granted_at      timestamp(6) with time zone not null,
    ends_at         timestamp(6) with time zone,
    document        varchar not null,
    created_at      timestamp(6) with time zone not null,
    updated_at      timestamp(6) with time zone not null
);
create index subscription_client on khop.subscription (client_id);
create index subscription_status on khop.subscription (status);
