-- Which tables of which stays hospitals sent for the health insurance. Of tables that say who somebody is, what is read of them; of all others only that they came.
create table khop.insurance_table (
    facility     varchar(32) not null,
    stay         varchar(100) not null,
    table_name   varchar(16) not null,
    content_hash varchar(64) not null,
    event_time   timestamp with time zone not null,
    received_at  timestamp with time zone not null,
    row_count    integer not null,
    content      varchar not null,
    is_present   boolean not null,
    primary key (facility, stay, table_name, content_hash)
);

-- Rows that break an official rule without which nobody could tell whose they are, until the hospital sends them better.
create table khop.insurance_refusal (
    refusal_number bigint generated always as identity primary key,
    facility       varchar(32) not null,
    stay           varchar(100) not null,
    table_name     varchar(16) not null,
    content_hash   varchar(64) not null,
    content        varchar not null,
    faults         varchar not null,
    received_at    timestamp with time zone not null,
    settled_at     timestamp with time zone
);
create index insurance_refusal_stay on khop.insurance_refusal (facility, stay, table_name);
