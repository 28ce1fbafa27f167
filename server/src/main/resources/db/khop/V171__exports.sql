-- Exports of the register: who asked, who agreed, how far it is. What was exported is in files, for a while.
create table khop.export_job (
    export_id        varchar(64) primary key,
    state            varchar(16) not null,
    username         varchar(1000) not null,
    client_id        varchar(1000) not null,
    purposes         varchar(1000) not null,
    address          varchar(1000) not null,
    contents         varchar(200) not null,
    since            timestamp(6) with time zone,
    request          varchar(2000) not null,
    approved_by      varchar(1000),
    requested_at     timestamp(6) with time zone not null,
    begun_at         timestamp(6) with time zone,
    ended_at         timestamp(6) with time zone,
    expires_at       timestamp(6) with time zone not null,
    reached          varchar(24) not null,
    files            varchar not null,
    failure          varchar(1000) not null,
    worker           varchar(64) not null,
    leased_until     timestamp(6) with time zone not null
);
create index export_job_state on khop.export_job (state);
