-- What others are told of who is who, written in the transaction that changes it. Rows get their place in the feed when they are committed, and not before:
-- numbers of a sequence become visible out of order, and a reader that has gone past one would never see it.
create table khop.outbox_new (
    event_number    bigint generated always as identity primary key,
    change_number   bigint not null references khop.change (change_number),
    kind            varchar(32) not null,
    person_id       varchar(16) not null references khop.person (person_id),
    other_person_id varchar(16) references khop.person (person_id),
    at              timestamp with time zone not null
);

create table khop.outbox (
    position        bigint primary key,
    change_number   bigint not null references khop.change (change_number),
    kind            varchar(32) not null,
    person_id       varchar(16) not null references khop.person (person_id),
    other_person_id varchar(16) references khop.person (person_id),
    at              timestamp with time zone not null
);

-- One row: its lock is held by whoever gives places.
create table khop.outbox_position (
    last_position bigint not null
);
insert into khop.outbox_position (last_position) values (0);
