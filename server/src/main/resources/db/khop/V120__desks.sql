-- Tasks about one record, about an update that is held, for a lead only, or waiting for a hospital; with what was decided on.
alter table khop.task alter column source_b drop not null;
alter table khop.task alter column state set data type varchar(32);
alter table khop.task add column held_version integer;
alter table khop.task add column taken_at timestamp with time zone;
alter table khop.task add column escalated boolean default false not null;
alter table khop.task add column asked varchar(32);
alter table khop.task add column evidence varchar;
create index task_change on khop.task (change_number);

-- Updates that would have turned a record into somebody else: the version is with the others of its record, not taken; here is what became of it.
create table khop.held_version (
    source_id varchar(24) not null references khop.source_record (source_id),
    version   integer not null,
    against   integer not null,
    bits      double precision not null,
    state     varchar(16) not null,
    at        timestamp with time zone not null,
    primary key (source_id, version)
);

-- The record that an event is about, where it is about one: an update that is held or rejected, a question to its hospital.
alter table khop.outbox_new add column source_id varchar(24);
alter table khop.outbox add column source_id varchar(24);
