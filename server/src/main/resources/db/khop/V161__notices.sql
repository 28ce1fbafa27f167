-- How far each destination of HL7 v2 notices was told, and by which server; and the notices that it would not take.
create table khop.notice_cursor (
    destination  varchar(200) primary key,
    position     bigint not null,
    worker       varchar(64) not null,
    leased_until timestamp(6) with time zone not null
);
create table khop.dead_notice (
    notice_number bigint generated always as identity primary key,
    destination   varchar(200) not null,
    position      bigint not null,
    person_id     varchar(24) not null,
    tries         integer not null,
    answer        varchar(200) not null,
    at            timestamp(6) with time zone not null,
    state         varchar(16) not null
);
create index dead_notice_state on khop.dead_notice (destination, state, notice_number);
