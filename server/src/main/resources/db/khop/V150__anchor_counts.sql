-- By what each person is anchored, for each hospital that knows it and once for the city ('' as the facility), and how many of each there are. Derived: follows the outbox, of whose
-- events everything up to a position has been counted; -1 before the first count.
create table khop.anchor_state (
    person_id varchar(16) not null,
    facility  varchar(64) not null,
    state     varchar(12) not null,
    primary key (person_id, facility)
);
create table khop.anchor_count (
    facility varchar(64) not null,
    state    varchar(12) not null,
    persons  bigint not null,
    primary key (facility, state)
);
create table khop.anchor_position (
    last_position bigint not null
);
insert into khop.anchor_position (last_position) values (-1);
