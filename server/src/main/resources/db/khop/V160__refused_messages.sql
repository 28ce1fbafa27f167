-- HL7 v2 messages that were not taken: as they came, what is wrong and where, and what became of them.
create table khop.refused_message (
    message_number bigint generated always as identity primary key,
    application    varchar(1000) not null,
    facility       varchar(32) not null,
    control_id     varchar(1000) not null,
    event          varchar(16) not null,
    content        bytea not null,
    received_at    timestamp(6) with time zone not null,
    last_at        timestamp(6) with time zone not null,
    times          integer not null,
    fault          varchar(64) not null,
    code           varchar(8) not null,
    place          varchar(64) not null,
    diagnostic     varchar(2000) not null,
    state          varchar(16) not null,
    settled_by     varchar(1000)
);
create index refused_message_control on khop.refused_message (facility, control_id);
create index refused_message_state on khop.refused_message (state, message_number);
